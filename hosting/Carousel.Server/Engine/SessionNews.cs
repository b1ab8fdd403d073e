namespace Carousel.Server.Engine;

/// <summary>Steps of a session for those who watch it.</summary>
/// <param name="Session">The session.</param>
/// <param name="First">The number of the first step; of an end the next one.</param>
/// <param name="Answers">[steps · AnswerWidth] of a network; empty otherwise.</param>
/// <param name="AnswerWidth">Values of an answer.</param>
/// <param name="JobAnswers">[steps] of a model of a job.</param>
/// <param name="IsEnd">Whether the session was closed.</param>
internal sealed record SessionNews(
    UInt128 Session, long First, float[] Answers, int AnswerWidth, ReadOnlyMemory<byte>[] JobAnswers, bool IsEnd);
