using Carousel.Client.Wire;

namespace Carousel.Benchmarks.Serving;

/// <summary>One step each of many sessions a request, in the binary form.</summary>
internal sealed class BatchTalk : HttpTalk
{
    private readonly SessionSteps[] _batches;
    private int _batch;

    /// <summary>Steps of a connection's sessions, as many as go into a request at once.</summary>
    /// <param name="address">Where the model is stepped.</param>
    /// <param name="fields">More fields of each request.</param>
    /// <param name="sessions">The sessions.</param>
    /// <param name="width">Values of a row.</param>
    public BatchTalk(Uri address, string fields, LoadSessions sessions, int width) => _batches =
    [
        .. Enumerable.Range(0, sessions.Count).Chunk(StepFrame.MostSessions).Select(part => new SessionSteps(
            Head(
                "POST", address, $"{fields}Content-Type: {StepFrame.MediaType}\r\n",
                StepFrame.Length(part.Length, width)),
            sessions, part[0], part.Length, width)),
    ];

    /// <inheritdoc/>
    public override int AnswerBytes => _batches[0].AnswerBytes;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Write()
    {
        _batches[_batch].WriteNumbers();
        return _batches[_batch].Bytes;
    }

    /// <inheritdoc/>
    public override bool TryRead(Span<byte> received, out LoadAnswer answer)
    {
        answer = default;
        if (!HttpAnswer.TryRead(received, out int used, out int status, out Span<byte> body))
        {
            return false;
        }

        (int done, int failed) = IsRefused(status, body) ? (0, 1) : _batches[_batch].Check(body);
        _batch = (_batch + 1) % _batches.Length;
        answer = new LoadAnswer(used, done, failed);
        return true;
    }
}
