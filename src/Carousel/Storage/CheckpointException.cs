namespace Carousel.Storage;

/// <summary>
/// A checkpoint cannot be resumed: the file is damaged, or it belongs to other settings or other data.
/// </summary>
public sealed class CheckpointException : Exception
{
    /// <summary>A checkpoint that cannot be resumed.</summary>
    /// <param name="message">File, what was found, what was expected.</param>
    public CheckpointException(string message)
        : base(QuotedText.Cut(message))
    {
    }

    /// <inheritdoc cref="CheckpointException(string)"/>
    /// <param name="message">File, what was found, what was expected.</param>
    /// <param name="inner">What the system or the parser said.</param>
    public CheckpointException(string message, Exception inner)
        : base(QuotedText.Cut(message), inner)
    {
    }

    /// <summary>A checkpoint with NaN or infinity, from which training cannot continue.</summary>
    internal static CheckpointException NotFinite(string path, string tensor) =>
        new($"{path}: the tensor '{tensor}' contains NaN or infinity, so training cannot continue from it. "
            + "Start over, or resume an earlier checkpoint.");
}
