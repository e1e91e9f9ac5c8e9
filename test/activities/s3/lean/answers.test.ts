import { readParts } from '../../../../activities/s3/lean/answers.ts';

describe('an answer to ListParts', () => {
  const parts = '<UploadId>1</UploadId><IsTruncated>false</IsTruncated><Part><Size>6</Size></Part>';

  it.each(['ListPartsResult', 'ListPartsResponse'])('is read where it is called %s, as the SDK reads it', (root) => {
    const answer = readParts(`<?xml version="1.0"?>\n<${root} xmlns="http://s3.amazonaws.com/">${parts}</${root}>`);

    expect(answer).toMatchObject({ UploadId: '1', IsTruncated: false, Parts: [{ Size: 6 }] });
  });

  it('is none where it is called anything else', () => {
    expect(readParts(`<html>${parts}</html>`)).toBeUndefined();
  });
});
