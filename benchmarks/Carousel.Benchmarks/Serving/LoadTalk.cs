namespace Carousel.Benchmarks.Serving;

/// <summary>What one connection says and expects: requests made beforehand, in which little is written anew.</summary>
internal abstract class LoadTalk
{
    /// <summary>How many requests may be under way at once; they are answered in order.</summary>
    public virtual int MostUnderWay => 1;

    /// <summary>What is sent first, and answered before anything else; empty for nothing.</summary>
    public virtual ReadOnlyMemory<byte> Greeting => default;

    /// <summary>Bytes of the longest answer, as far as is known; the buffer grows where it is longer.</summary>
    public virtual int AnswerBytes => 4096;

    /// <summary>The next request.</summary>
    /// <returns>Its bytes, which stay as they are until it is answered.</returns>
    public abstract ReadOnlyMemory<byte> Write();

    /// <summary>Reads and checks the answer to the first request under way.</summary>
    /// <param name="received">What came so far.</param>
    /// <param name="answer">What it says.</param>
    /// <returns>Whether it is whole.</returns>
    /// <exception cref="LoadException">It is wrong.</exception>
    public abstract bool TryRead(Span<byte> received, out LoadAnswer answer);
}
