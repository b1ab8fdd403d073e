using Carousel.Jobs.Reading;

namespace Carousel.Cli.Rendering;

/// <summary>
/// Standard output or error as the process has it, which may be closed, or a file on a full disk. What is said there is
/// not
/// worth the work that is under way: the first failure is kept, the rest is dropped, and the files of a run become
/// whole.
/// </summary>
/// <param name="inner">
/// Takes the bytes. One whose reader has gone, as that of <c>carousel … | head -1</c>, takes them too: the runtime
/// drops them.
/// </param>
internal sealed class LastingStream(Stream inner) : SequentialStream
{
    /// <summary>Why nothing more is taken, or null while all was.</summary>
    public Exception? Loss { get; private set; }

    public override bool CanWrite => true;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Loss is not null)
        {
            return;
        }

        try
        {
            inner.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Loss = exception;
        }
    }
}
