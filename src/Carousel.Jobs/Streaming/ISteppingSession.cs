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
    void Step(ReadOnlySpan<byte> row, Utf8JsonWriter answer)
    {
        var turn = new StepTurn();
        while (!Step(row, answer, turn))
        {
        }
    }

    /// <summary>Takes a row as far as a turn lasts. A row that is half taken can only go on: until it is answered, the
    /// session must not be saved.</summary>
    /// <param name="row">The row; the same one until it is answered.</param>
    /// <param name="answer">Takes one JSON object when the row is answered; nothing before.</param>
    /// <param name="turn">How long the session may work; takes the cost of the row.</param>
    /// <returns>Whether the row is answered; if not, the same row continues in the next turn.</returns>
    /// <exception cref="DataFormatException">The row can't be understood; the session is as if it had not
    /// come.</exception>
    /// <exception cref="OperationCanceledException">The row was stopped; the session can only be disposed.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    bool Step(ReadOnlySpan<byte> row, Utf8JsonWriter answer, StepTurn turn);

    /// <summary>Writes all that is needed to go on after the row taken last, to the same bits.</summary>
    /// <param name="state">Takes the bytes.</param>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    void Save(IBufferWriter<byte> state);
}
