using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Streaming;

/// <summary>What sessions of jobs have in common: rows are counted, and states are sealed.</summary>
/// <param name="mark">That of the model.</param>
internal abstract class SteppingSession(StateMark mark) : ISteppingSession
{
    /// <summary>How messages call rows.</summary>
    public const string Source = CellNumbers.Request;

    private bool _isDisposed;
    private long _rows;

    /// <summary>Whether a row is half taken.</summary>
    protected virtual bool IsHalf => false;

    /// <inheritdoc/>
    public bool Step(ReadOnlySpan<byte> row, Utf8JsonWriter answer, StepTurn turn)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsHalf)
        {
            GoOn(_rows + 1, answer, turn);
        }
        else
        {
            turn.Units = 1;
            Take(Parse(row), _rows + 1, answer, turn);
        }

        _rows += IsHalf ? 0 : 1;
        return !IsHalf;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> state)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        mark.Seal(state, writer =>
        {
            writer.Write(_rows);
            Write(writer);
        });
    }

    /// <summary>Continues from a saved state; to be called before the first row.</summary>
    /// <param name="state">What <see cref="Save"/> wrote.</param>
    /// <exception cref="Carousel.Networks.StreamingStateException">It is damaged, or of another model.</exception>
    public void Restore(ReadOnlySpan<byte> state) => mark.Open(state, reader =>
    {
        _rows = reader.ReadInt64();
        StateParts.Require(_rows >= 0);
        Read(reader);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            End();
        }
    }

    /// <summary>Takes a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="number">Its number, from 1, for messages.</param>
    /// <param name="answer">Takes one object, once nothing can go wrong any more; nothing where the row is half taken
    /// at the end of the turn.</param>
    /// <param name="turn">How long it may take; told what the row costs.</param>
    /// <exception cref="DataFormatException">The row can't be understood; nothing has changed.</exception>
    protected abstract void Take(JsonElement row, long number, Utf8JsonWriter answer, StepTurn turn);

    /// <summary>Continues with a row that is half taken.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="answer">Takes one object when the row is answered.</param>
    /// <param name="turn">How long it may take.</param>
    protected virtual void GoOn(long number, Utf8JsonWriter answer, StepTurn turn)
    {
    }

    /// <summary>Writes what the next answer depends on.</summary>
    protected abstract void Write(BinaryWriter writer);

    /// <summary>Reads what <see cref="Write"/> wrote, and refuses what no session can hold.</summary>
    protected abstract void Read(BinaryReader reader);

    /// <summary>Frees what the session holds.</summary>
    protected virtual void End()
    {
    }

    /// <summary>The answer to a row that asks for none, such as a header.</summary>
    protected static void AnswerNothing(Utf8JsonWriter answer)
    {
        answer.WriteStartObject();
        answer.WriteNull("answer");
        answer.WriteEndObject();
    }

    private static JsonElement Parse(ReadOnlySpan<byte> row)
    {
        try
        {
            RequireTexts(row);
            var reader = new Utf8JsonReader(row);
            return JsonElement.ParseValue(ref reader);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new DataFormatException("A row must be one JSON value in UTF-8. Correct it.", exception);
        }
    }

    /// <summary>Rejects texts that can't be read, so that they cause no error later.</summary>
    private static void RequireTexts(ReadOnlySpan<byte> row)
    {
        if (!Utf8.IsValid(row))
        {
            throw new JsonException("The row is not UTF-8.");
        }

        var reader = new Utf8JsonReader(row);
        while (reader.Read())
        {
            if (reader.ValueIsEscaped)
            {
                // Half a pair of UTF-16, written as an escape, is not text.
                _ = reader.GetString();
            }
        }
    }
}
