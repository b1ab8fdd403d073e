using System.Text.Json;
using Carousel.Server.Engine;
using Carousel.Server.Storage;

namespace Carousel.Server.Wire;

/// <summary>Ids of sessions and numbers of steps during reading. Each thread has its own buffers.</summary>
internal sealed class SessionList
{
    [ThreadStatic]
    private static SessionList? _own;

    private readonly UInt128[] _sessions = new UInt128[StepCall.MostRows];
    private readonly long[] _from = new long[StepCall.MostRows];
    private int _count, _fromCount;

    /// <summary>The sessions.</summary>
    public ReadOnlySpan<UInt128> Sessions => _sessions.AsSpan(0, _count);

    /// <summary>The numbers of their steps.</summary>
    public ReadOnlySpan<long> From => _from.AsSpan(0, _fromCount);

    /// <summary>The thread's room, empty.</summary>
    public static SessionList Begin()
    {
        SessionList own = _own ??= new SessionList();
        (own._count, own._fromCount) = (0, 0);
        return own;
    }

    /// <summary>Reads an array of ids; the reader is at its beginning.</summary>
    /// <param name="json">The reader; on return at the array's end.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public void ReadSessions(ref Utf8JsonReader json)
    {
        _count = 0;
        RequireArray(ref json, "sessions");
        Span<byte> copied = stackalloc byte[SessionId.Digits];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            RequireRoom(_count);
            bool fits = json.TokenType == JsonTokenType.String && !json.ValueIsEscaped
                && (json.HasValueSequence ? json.ValueSequence.Length : json.ValueSpan.Length) == SessionId.Digits;
            ReadOnlySpan<byte> digits = copied;
            if (fits && json.HasValueSequence)
            {
                json.CopyString(copied);
            }
            else if (fits)
            {
                digits = json.ValueSpan;
            }

            if (!fits || !SessionId.TryParse(digits, out _sessions[_count]))
            {
                throw new RequestException(
                    400, $"\"sessions\" holds at place {_count + 1} something that is not an id of 32 hexadecimal "
                        + $"digits.");
            }

            _count++;
        }
    }

    /// <summary>Reads an array of numbers; the reader is at its beginning.</summary>
    /// <param name="json">The reader; on return at the array's end.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public void ReadFrom(ref Utf8JsonReader json)
    {
        _fromCount = 0;
        RequireArray(ref json, "from");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            RequireRoom(_fromCount);
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long from) || from < 1)
            {
                throw new RequestException(
                    400, $"\"from\" holds at place {_fromCount + 1} something that is not the number of a step.");
            }

            _from[_fromCount++] = from;
        }
    }

    private static void RequireArray(ref Utf8JsonReader json, string name)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new RequestException(400, $"\"{name}\" must be an array.");
        }
    }

    private static void RequireRoom(int count)
    {
        if (count == StepCall.MostRows)
        {
            throw new RequestException(
                413, $"A request steps at most {StepCall.MostRows} sessions: send several requests.");
        }
    }
}
