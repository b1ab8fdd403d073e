namespace Carousel.Inspection.Looks;

/// <summary>One session of one subject.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Name">The session.</param>
/// <param name="Group">Its group.</param>
internal sealed record StudySession(string Subject, string Name, string Group);
