namespace Carousel.Laboratory.Claims;

/// <summary>
/// An input or option of a claim can't be used. The message says what is wrong, where, and what to do.
/// </summary>
internal sealed class ClaimInputException : Exception
{
    /// <summary>With the sentence for the user.</summary>
    public ClaimInputException(string message)
        : base(message)
    {
    }

    /// <summary>With the sentence for the user and its cause.</summary>
    public ClaimInputException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without a sentence.</summary>
    public ClaimInputException()
    {
    }
}
