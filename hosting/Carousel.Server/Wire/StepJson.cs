using System.Buffers;
using System.Text.Json;
using Carousel.Server.Engine;
using Carousel.Server.Storage;

namespace Carousel.Server.Wire;

/// <summary>Steps as JSON: read into calls, and their answers written.</summary>
internal static class StepJson
{
    private const int MostDepth = 32;

    private static readonly JsonReaderOptions _options = new() { MaxDepth = MostDepth };

    /// <summary>Reads <c>{"from": 1, "rows": [[…], …]}</c>.</summary>
    /// <param name="body">The text.</param>
    /// <param name="session">The session.</param>
    /// <param name="most">The most bytes of a row of a model of a job.</param>
    /// <returns>The call, to be given back.</returns>
    /// <exception cref="RequestException">It is something else, or a row is too large.</exception>
    public static StepCall ReadSession(in ReadOnlySequence<byte> body, UInt128 session, int most)
    {
        var rows = RowNumbers.Begin();
        List<ReadOnlyMemory<byte>>? jobRows = SessionId.IsJob(session) ? [] : null;
        long from = 0;
        bool hasRows = false;
        Read(body, (ref Utf8JsonReader json, in ReadOnlySequence<byte> text) =>
        {
            if (json.ValueTextEquals("from"u8))
            {
                RequireFirst(from == 0, "from");
                json.Read();
                from = Step(ref json);
            }
            else if (json.ValueTextEquals("rows"u8))
            {
                RequireFirst(!hasRows, "rows");
                json.Read();
                ReadRows(ref json, text, rows, jobRows, most);
                hasRows = true;
            }
            else
            {
                throw Unknown(ref json, "from, rows");
            }
        });
        int count = jobRows?.Count ?? rows.Rows;
        if (!hasRows || count == 0)
        {
            throw new RequestException(400, "\"rows\" must hold at least one row.");
        }

        StepCall call = StepCall.Rent(1, count, jobRows is null ? rows.Width : 0);
        (call.Sessions[0], call.From[0]) = (session, from);
        rows.Values.CopyTo(call.Values);
        jobRows?.CopyTo(call.JobRows);
        return call;
    }

    /// <summary>Reads <c>{"sessions": […], "from": […], "rows": [[…], …]}</c>.</summary>
    /// <param name="body">The text.</param>
    /// <param name="isJob">Whether rows are those of a model of a job.</param>
    /// <param name="most">The most bytes of such a row.</param>
    /// <returns>The call, to be given back.</returns>
    /// <exception cref="RequestException">It is something else, or a row is too large.</exception>
    public static StepCall ReadTogether(in ReadOnlySequence<byte> body, bool isJob, int most)
    {
        var rows = RowNumbers.Begin();
        List<ReadOnlyMemory<byte>>? jobRows = isJob ? [] : null;
        SessionList lists = SessionList.Begin();
        bool hasSessions = false, hasFrom = false, hasRows = false;
        Read(body, (ref Utf8JsonReader json, in ReadOnlySequence<byte> text) =>
        {
            if (json.ValueTextEquals("sessions"u8))
            {
                RequireFirst(!hasSessions, "sessions");
                hasSessions = true;
                json.Read();
                lists.ReadSessions(ref json);
            }
            else if (json.ValueTextEquals("from"u8))
            {
                RequireFirst(!hasFrom, "from");
                hasFrom = true;
                json.Read();
                lists.ReadFrom(ref json);
            }
            else if (json.ValueTextEquals("rows"u8))
            {
                RequireFirst(!hasRows, "rows");
                hasRows = true;
                json.Read();
                ReadRows(ref json, text, rows, jobRows, most);
            }
            else
            {
                throw Unknown(ref json, "sessions, from, rows");
            }
        });
        int count = lists.Sessions.Length, given = jobRows?.Count ?? rows.Rows;
        if (count == 0 || given != count || (!lists.From.IsEmpty && lists.From.Length != count))
        {
            throw new RequestException(
                400,
                count == 0
                    ? "\"sessions\" must hold at least one id."
                    : $"There are {count} sessions, {given} rows and {lists.From.Length} numbers in \"from\": each "
                        + $"session has one of both.");
        }

        StepCall call = StepCall.Rent(count, 1, isJob ? 0 : rows.Width);
        lists.Sessions.CopyTo(call.Sessions);
        if (lists.From.IsEmpty)
        {
            Array.Clear(call.From, 0, count);
        }
        else
        {
            lists.From.CopyTo(call.From);
        }

        rows.Values.CopyTo(call.Values);
        jobRows?.CopyTo(call.JobRows);
        return call;
    }

    /// <summary>Writes the answers of a call in the form in which it was asked.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isBinary">Whether many sessions were asked in binary form.</param>
    /// <param name="output">Where to.</param>
    public static void Write(StepCall call, bool isBinary, TextBuffer output)
    {
        if (call.Model is null)
        {
            WriteSession(call, output);
        }
        else if (isBinary)
        {
            StepBinary.Write(call, output);
        }
        else
        {
            WriteTogether(call, output);
        }
    }

    /// <summary>Writes the answers to the steps of one session.</summary>
    /// <param name="call">The call.</param>
    /// <param name="output">Takes the text.</param>
    public static void WriteSession(StepCall call, TextBuffer output)
    {
        output.Add("{\"next\":"u8).Add(call.Next[0]).Add(",\"answers\":["u8);
        for (int row = 0; row < call.Rows; row++)
        {
            if (row > 0)
            {
                output.Add(","u8);
            }

            WriteAnswer(call, 0, row, output);
        }

        output.Add("]}"u8);
    }

    /// <summary>Writes the answers to one step each of several sessions.</summary>
    /// <param name="call">The call.</param>
    /// <param name="output">Takes the text.</param>
    public static void WriteTogether(StepCall call, TextBuffer output)
    {
        output.Add("{\"next\":["u8);
        for (int item = 0; item < call.Items; item++)
        {
            if (item > 0)
            {
                output.Add(","u8);
            }

            output.Add(call.Next[item]);
        }

        output.Add("],\"answers\":["u8);
        int faults = 0;
        for (int item = 0; item < call.Items; item++)
        {
            if (item > 0)
            {
                output.Add(","u8);
            }

            if (call.Faults[item] == StepFault.None)
            {
                WriteAnswer(call, item, 0, output);
            }
            else
            {
                faults++;
                output.Add("null"u8);
            }
        }

        output.Add("]"u8);
        if (faults > 0)
        {
            WriteFaults(call, output);
        }

        output.Add("}"u8);
    }

    /// <summary>Writes an answer of a network.</summary>
    /// <param name="values">[OutputSize].</param>
    /// <param name="output">Takes the text.</param>
    public static void WriteValues(ReadOnlySpan<float> values, TextBuffer output)
    {
        output.Add("["u8);
        for (int k = 0; k < values.Length; k++)
        {
            if (k > 0)
            {
                output.Add(","u8);
            }

            output.Add(values[k]);
        }

        output.Add("]"u8);
    }

    private static void WriteAnswer(StepCall call, int item, int row, TextBuffer output)
    {
        if (call.Width > 0)
        {
            WriteValues(call.Answer(item, row), output);
        }
        else
        {
            output.Add(call.JobAnswers[(item * call.Rows) + row].Span);
        }
    }

    private static void WriteFaults(StepCall call, TextBuffer output)
    {
        output.Add(",\"errors\":["u8);
        bool isFirst = true;
        for (int item = 0; item < call.Items; item++)
        {
            if (call.Faults[item] == StepFault.None)
            {
                continue;
            }

            output.Add(isFirst ? "{\"index\":"u8 : ",{\"index\":"u8);
            isFirst = false;
            output.Add(item).Add(",\"status\":"u8).Add(FaultText.Status(call.Faults[item])).Add(",\"error\":"u8)
                .AddQuoted(FaultText.Sentence(call, item)).Add("}"u8);
        }

        output.Add("]"u8);
    }

    /// <summary>Reads a property.</summary>
    /// <param name="json">The reader, at its name; on return at the end of its value.</param>
    /// <param name="text">All of the text.</param>
    internal delegate void Property(ref Utf8JsonReader json, in ReadOnlySequence<byte> text);

    /// <summary>Reads an object, property by property.</summary>
    /// <param name="body">The text.</param>
    /// <param name="read">Reads a property.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    internal static void Read(in ReadOnlySequence<byte> body, Property read)
    {
        var json = new Utf8JsonReader(body, _options);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                throw new RequestException(400, "The body must be one JSON object.");
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                read(ref json, body);
            }

            if (json.Read())
            {
                throw new RequestException(400, "The body must be one JSON object with nothing after it.");
            }
        }
        catch (InvalidOperationException)
        {
            throw new RequestException(400, "The body contains text that is not UTF-8.");
        }
        catch (JsonException exception)
        {
            throw new RequestException(
                400,
                Invariant.Of(
                    $"The body is not JSON: line {exception.LineNumber + 1}, "
                    + $"byte {exception.BytePositionInLine + 1}."));
        }
    }

    private static void ReadRows(
        ref Utf8JsonReader json, in ReadOnlySequence<byte> text, RowNumbers rows, List<ReadOnlyMemory<byte>>? jobRows,
        int most)
    {
        if (jobRows is null)
        {
            rows.Read(ref json, StepCall.MostRows);
            return;
        }

        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new RequestException(400, "\"rows\" must be an array of rows.");
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (jobRows.Count == StepCall.MostRows)
            {
                throw new RequestException(413, $"A request has at most {StepCall.MostRows} rows: send several.");
            }

            long first = json.TokenStartIndex;
            if (!UniqueNames.Skip(ref json, first + most))
            {
                throw TooLarge(jobRows.Count + 1, most);
            }

            jobRows.Add(text.Slice(first, json.BytesConsumed - first).ToArray());
        }
    }

    private static void RequireFirst(bool isFirst, string name)
    {
        if (!isFirst)
        {
            throw UniqueNames.Repeated(name);
        }
    }

    /// <summary>Says that a row is too large.</summary>
    /// <param name="row">Which, from 1.</param>
    /// <param name="most">The most bytes of a row.</param>
    public static RequestException TooLarge(int row, int most) =>
        new(413, $"Row {row} has more than {most} bytes: send it as several rows.");

    private static long Step(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long from) && from >= 1
            ? from
            : throw new RequestException(400, "\"from\" must be the number of a step, from 1.");

    private static RequestException Unknown(ref Utf8JsonReader json, string known) => new(
        400, $"The body has a property \"{ErrorText.Cut(json.GetString()!, 40)}\"; it may have {known}.");
}
