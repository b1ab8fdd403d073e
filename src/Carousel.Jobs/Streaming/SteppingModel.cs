namespace Carousel.Jobs.Streaming;

/// <summary>A model whose sessions are made by a function.</summary>
/// <param name="row">What a row is, in words.</param>
/// <param name="answer">What an answer holds, in words.</param>
/// <param name="open">Makes a session at the start of a sequence.</param>
internal sealed class SteppingModel(string row, string answer, Func<SteppingSession> open) : ISteppingModel
{
    /// <inheritdoc/>
    public string Row => row;

    /// <inheritdoc/>
    public string Answer => answer;

    /// <inheritdoc/>
    public ISteppingSession Open() => open();

    /// <inheritdoc/>
    public ISteppingSession Restore(ReadOnlySpan<byte> state)
    {
        SteppingSession session = open();
        try
        {
            session.Restore(state);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
