using System.Runtime.CompilerServices;
using Carousel.Data;
using Carousel.Jobs.Streaming;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Extensions.Streaming;

/// <summary>
/// Predictions over asynchronous streams of rows: each row is answered before the next is asked for, and the state goes
/// on from one to the next.
/// </summary>
public static class StreamingExtensions
{
    /// <summary>Answers rows of numbers.</summary>
    /// <param name="session">The state, and the model it steps through; used only by this stream while it runs. In the
    /// end it contains the state after the last row.</param>
    /// <param name="rows">[InputSize] each.</param>
    /// <param name="outputSize">OutputSize of the model.</param>
    /// <param name="cancellation">Ends the stream before the next row.</param>
    /// <returns>[OutputSize] for each row, an array of the caller's.</returns>
    /// <exception cref="ShapeException">A row has another length, or the model another size of its output.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IAsyncEnumerable<float[]> StepAsync(
        this StreamingSession session, IAsyncEnumerable<ReadOnlyMemory<float>> rows, int outputSize,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(rows);
        return StepEachAsync(session, rows, outputSize, cancellation);
    }

    /// <summary>Answers lines of text, as <c>carousel stream</c> does: a header first, then one line per row.</summary>
    /// <param name="model">The model, such as a <see cref="Carousel.Forecasting.ForecastStream"/>; used only by
    /// this stream while it runs.</param>
    /// <param name="lines">The lines, without their ends.</param>
    /// <param name="cancellation">Ends the stream before the next line.</param>
    /// <returns>An answer for each line that asks for one. A model that learns learns from a line when the next answer
    /// is asked for.</returns>
    /// <exception cref="DataFormatException">A line can't be understood; the message has its number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IAsyncEnumerable<IStreamAnswer> AnswerAsync(
        this IStreamingModel model, IAsyncEnumerable<string> lines, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(lines);
        return AnswerEachAsync(model, lines, cancellation);
    }

    /// <summary>The lines of a text, each returned when complete.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="cancellation">Ends the waiting for a line.</param>
    /// <returns>Its lines, without their ends.</returns>
    public static IAsyncEnumerable<string> ReadLinesAsync(
        this TextReader reader, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return ReadEachLineAsync(reader, cancellation);
    }

    private static async IAsyncEnumerable<float[]> StepEachAsync(
        StreamingSession session, IAsyncEnumerable<ReadOnlyMemory<float>> rows, int outputSize,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (ReadOnlyMemory<float> row in rows.WithCancellation(cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            var output = new float[outputSize];
            session.Step(row.Span, output);
            yield return output;
        }
    }

    private static async IAsyncEnumerable<IStreamAnswer> AnswerEachAsync(
        IStreamingModel model, IAsyncEnumerable<string> lines, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long number = 0;
        await foreach (string line in lines.WithCancellation(cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            if (model.Take(line, ++number) is { } answer)
            {
                yield return answer;
                model.Learn();
            }
        }
    }

    private static async IAsyncEnumerable<string> ReadEachLineAsync(
        TextReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            yield return line;
        }
    }
}
