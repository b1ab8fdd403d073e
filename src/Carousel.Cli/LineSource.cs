using System.Threading.Channels;
using Carousel.Data;

namespace Carousel.Cli;

/// <summary>
/// Lines as they come, read on a thread of their own: reading from a terminal or a pipe can't be cancelled, waiting for
/// a line can.
/// </summary>
internal sealed class LineSource
{
    private const int MostAhead = 256;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MostAhead) { SingleReader = true, SingleWriter = true });

    private LineSource(TextReader reader) =>
        new Thread(() => Read(reader)) { IsBackground = true, Name = "carousel lines" }.Start();

    /// <summary>Begins to read.</summary>
    public static LineSource Of(TextReader reader) => new(reader);

    /// <summary>The next line; null at the end.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before a line came.</exception>
    /// <exception cref="IOException">The input broke.</exception>
    /// <exception cref="DataFormatException">A line is too long.</exception>
    public async ValueTask<string?> NextAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return await _lines.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false)
            && _lines.Reader.TryRead(out string? line)
            ? line
            : null;
    }

    private void Read(TextReader reader)
    {
        Exception? failure = null;
        try
        {
            while (reader.ReadLine() is { } line)
            {
                if (!_lines.Writer.TryWrite(line))
                {
                    _lines.Writer.WriteAsync(line).AsTask().GetAwaiter().GetResult();
                }
            }
        }
        catch (Exception exception) when (exception is IOException or DataFormatException)
        {
            failure = exception;
        }
        catch (Exception exception) when (exception is InvalidDataException or ObjectDisposedException
            or ChannelClosedException)
        {
            failure = new IOException(exception.Message, exception);
        }

        _lines.Writer.TryComplete(failure);
    }
}
