using System.Buffers;
using System.Text.Json;
using Carousel.Data;

namespace Carousel.Jobs.Streaming;

/// <summary>A sequence that comes row by row, each a JSON value, and is answered row by row.</summary>
/// <remarks>Not thread-safe; see <see cref="ISteppingModel"/>.</remarks>
internal interface ISteppingSession : IDisposable
{
    /// <summary>Takes a row and answers it.</summary>
    /// <param name="row">One JSON value in UTF-8; of a table an array of cells, an object by column or a line.</param>
    /// <param name="answer">Takes one JSON object; nothing where the row is refused.</param>
    /// <exception cref="DataFormatException">The row can't be understood; the session is as if it had not
    /// come.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    void Step(ReadOnlySpan<byte> row, Utf8JsonWriter answer);

    /// <summary>Writes all that is needed to go on after the row taken last, to the same bits.</summary>
    /// <param name="state">Takes the bytes.</param>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    void Save(IBufferWriter<byte> state);
}
