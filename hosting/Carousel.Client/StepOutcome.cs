namespace Carousel.Client;

/// <summary>What came of one session's step among those of others.</summary>
/// <param name="Status">0 where it is done; else 404 no such session, 409 another row or a gap, 410 closed or no longer
/// kept, 429 or 503 too much at once.</param>
/// <param name="Next">The number of the session's next step at the server; 0 where there is no such session.</param>
/// <param name="Answer">The answer; zeros where it is not done.</param>
public readonly record struct StepOutcome(int Status, long Next, ReadOnlyMemory<float> Answer)
{
    /// <summary>Whether the step is done.</summary>
    public bool IsDone => Status == 0;
}
