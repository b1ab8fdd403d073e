namespace Carousel.Studio.Messages;

/// <summary>A request that can't be answered in its present form.</summary>
/// <param name="refusal">Why.</param>
/// <param name="status">Of HTTP.</param>
internal sealed class RefusalException(Refusal refusal, int status = 422) : Exception(refusal.Error)
{
    /// <summary>A refusal with nothing but a sentence.</summary>
    /// <param name="status">Of HTTP.</param>
    /// <param name="sentence">The error and its remedy.</param>
    public RefusalException(int status, string sentence)
        : this(new Refusal(sentence), status)
    {
    }

    /// <summary>Why.</summary>
    public Refusal Refusal => refusal;

    /// <summary>Of HTTP.</summary>
    public int Status => status;
}
