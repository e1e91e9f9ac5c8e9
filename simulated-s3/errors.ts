import { errorReply, type Reply } from './reply.ts';

const NO_SUCH_UPLOAD = errorReply(
  404,
  'NoSuchUpload',
  'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
);

export const noSuchUpload = (): Reply => NO_SUCH_UPLOAD;

export const noSuchBucket = (bucket: string): Reply =>
  errorReply(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });

export const noSuchKey = (key: string): Reply =>
  errorReply(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });

export const accessDenied = (message = 'Access Denied'): Reply => errorReply(403, 'AccessDenied', message);

export const invalidArgument = (message: string, name: string, value: string): Reply =>
  errorReply(400, 'InvalidArgument', message, { ArgumentName: name, ArgumentValue: value });

export const invalidRequest = (message: string): Reply => errorReply(400, 'InvalidRequest', message);

export const notImplemented = (header: string): Reply =>
  errorReply(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented.', {
    Header: header,
  });

export const malformedXml = (): Reply =>
  errorReply(400, 'MalformedXML', 'The XML you provided was not well-formed or did not validate.');

export const keyTooLong = (): Reply => errorReply(400, 'KeyTooLongError', 'Your key is too long');

export const invalidUri = (): Reply => errorReply(400, 'InvalidURI', "Couldn't parse the specified URI.");

export const bucketNotEmpty = (bucket: string): Reply =>
  errorReply(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty', { BucketName: bucket });

export const slowDown = (): Reply => errorReply(503, 'SlowDown', 'Please reduce your request rate.');

export const expiredToken = (): Reply => errorReply(400, 'ExpiredToken', 'The provided token has expired.');

export const preconditionFailed = (condition: string): Reply =>
  errorReply(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });

export const permanentRedirect = (bucket: string, region: string): Reply => {
  const reply = errorReply(301, 'PermanentRedirect', 'The bucket must be addressed using its own region.', {
    Bucket: bucket,
    Endpoint: `s3.${region}.amazonaws.com`,
  });
  return { ...reply, headers: { ...reply.headers, 'x-amz-bucket-region': region } };
};
