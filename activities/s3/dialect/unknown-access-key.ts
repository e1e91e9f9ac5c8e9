/**
 * The word of versitygw for an access key that it does not know, with status 404; S3 says InvalidAccessKeyId.
 * docs/compatibility.md, Access: "denies an access key it does not know".
 */
export const UNKNOWN_ACCESS_KEY_OF_VERSITYGW = 'XAdminUserNotFound';
