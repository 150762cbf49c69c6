namespace SecWatch.Server.Api;

/// <summary>Makes the text of an enrolment token and the hash that is stored in its place.</summary>
internal delegate (string Text, string Hash) EnrollmentSecretMaker();
