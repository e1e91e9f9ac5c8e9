import * as answers from '../../../../activities/s3/lean/answers.ts';
import { readXml } from '../../../../activities/s3/xml/read-xml.ts';

const readParts = (body: string) => answers.readParts(readXml(body));
const readUploads = (body: string) => answers.readUploads(readXml(body));

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

describe('an answer to ListMultipartUploads', () => {
  it('tells instants as they are written: nothing says the time zone of the worker', () => {
    const upload = '<Upload><Key>a</Key><UploadId>1</UploadId><Initiated>2026-01-01T12:00:00</Initiated></Upload>';

    const answer = readUploads(`<ListMultipartUploadsResult><Bucket>b</Bucket>${upload}</ListMultipartUploadsResult>`);

    expect(answer?.Uploads).toMatchObject([{ Key: 'a', Initiated: '2026-01-01T12:00:00' }]);
  });
});
