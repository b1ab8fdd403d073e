using System.Text;
using System.Text.Json;
using Carousel.Interchange.Web;
using Carousel.Networks;

namespace Carousel.Interchange.Networks;

/// <summary>What a network reads and answers, as JSON: how numbers come from data, symbols, and the way back.</summary>
internal static class PortableJson
{
    /// <summary>What a network reads and answers, as a text.</summary>
    public static string Text(PortableNetwork network) => Whole(json => Write(json, network));

    /// <summary>Writes what a network reads and answers.</summary>
    public static void Write(Utf8JsonWriter json, PortableNetwork network)
    {
        Write(json, "table", network.Table);
        Write(json, "input", network.Input);
        if (network.InputBefore is { } before)
        {
            Write(json, "inputBefore", before);
        }

        Write(json, "answer", network.Answer);
    }

    /// <summary>What a step reads, as a text.</summary>
    public static string Text(PortableInput input) => Text(json => Write(json, "is", input));

    /// <summary>What numbers mean, as a text.</summary>
    public static string Text(PortableAnswer answer) => Text(json => Write(json, "is", answer));

    /// <summary>How rows of a table become steps, as a text.</summary>
    public static string Text(PortableTable table) => Text(json => Write(json, "is", table));

    /// <summary>Notes as an object; a note that is a JSON object is written as an object.</summary>
    public static string Text(IReadOnlyDictionary<string, string> notes) => Text(json =>
    {
        json.WriteStartObject("is");
        foreach ((string name, string text) in notes)
        {
            json.WritePropertyName(name);
            if (text.StartsWith('{'))
            {
                json.WriteRawValue(text);
            }
            else
            {
                json.WriteStringValue(text);
            }
        }

        json.WriteEndObject();
    });

    /// <summary>Writes how rows become steps, under a name; writes nothing without a table.</summary>
    private static void Write(Utf8JsonWriter json, string name, PortableTable? table)
    {
        if (table is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("time", table.Time);
        json.WriteString("frequency", table.Frequency);
        json.WriteNumber("lookback", table.Lookback);
        json.WriteNumber("horizon", table.Horizon);
        json.WriteNumber("piece", table.Piece);
        json.WriteNumber("levelRows", table.LevelRows);
        json.WriteEndObject();
    }

    /// <summary>What a step reads, under a name.</summary>
    private static void Write(Utf8JsonWriter json, string name, PortableInput input)
    {
        json.WriteStartObject(name);
        WriteValues(json, "values", input.Values);
        json.WriteString("units", Word(input.Units));
        json.WriteNumber("start", input.Start);
        json.WriteStartArray("symbols");
        foreach (string symbol in input.Symbols)
        {
            json.WriteStringValue(symbol);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What numbers mean, under a name.</summary>
    private static void Write(Utf8JsonWriter json, string name, PortableAnswer answer)
    {
        json.WriteStartObject(name);
        json.WriteString("function", Word(answer.Function));
        json.WriteNumber("temperature", answer.Temperature);
        json.WriteNumber("spread", answer.Spread);
        WriteValues(json, "values", answer.Values);
        if (answer.Quantiles is { } quantiles)
        {
            json.WriteStartObject("quantiles");
            json.WriteNumber("count", quantiles.Count);
            json.WriteNumber("median", quantiles.Median);
            WriteNumbers(json, "offsets", quantiles.Offsets);
            WriteNumbers(json, "spreads", quantiles.Spreads);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The written name of an enumeration value, such as <c>signed-logarithm</c>.</summary>
    public static string Word(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static void WriteValues(Utf8JsonWriter json, string name, IReadOnlyList<PortableValue> values)
    {
        json.WriteStartArray(name);
        foreach (PortableValue value in values)
        {
            Write(json, value);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, PortableValue value)
    {
        json.WriteStartObject();
        json.WriteString("name", value.Name);
        if (value.Scaling != PortableScaling.Linear)
        {
            json.WriteString("scaling", Word(value.Scaling));
        }

        if (value.Offset != 0 || value.Scale != 1)
        {
            json.WriteNumber("offset", value.Offset);
            json.WriteNumber("scale", value.Scale);
        }

        if (value.Level >= 0)
        {
            json.WriteNumber("level", value.Level);
        }

        WriteSource(json, value.Source);
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, PortableSource? source)
    {
        if (source is null)
        {
            return;
        }

        json.WriteStartObject("source");
        json.WriteString("kind", Word(source.Kind));
        json.WriteString("column", source.Column);
        json.WriteNumber("back", source.Back);
        json.WriteString("whole", source.Whole);
        json.WriteNumber("rows", source.Rows);
        json.WriteNumber("harmonic", source.Harmonic);
        if (source.Regression is { } regression)
        {
            Write(json, regression);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PortableRegression regression)
    {
        json.WriteStartObject("regression");
        json.WritePropertyName("target");
        Write(json, regression.Target);
        WriteValues(json, "known", regression.Known);
        json.WriteNumber("lags", regression.Lags);
        json.WriteBoolean("hours", regression.HasHours);
        json.WriteBoolean("weekdays", regression.HasWeekdays);
        json.WriteNumber("yearHarmonics", regression.YearHarmonics);
        json.WriteNumber("year", regression.Year);
        json.WriteNumber("season", regression.Season);
        WriteNumbers(json, "weights", regression.Weights);
        WriteNumbers(json, "offsets", regression.Offsets);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            json.WriteNumberValue((float)number);
        }

        json.WriteEndArray();
    }

    private static string Text(Action<Utf8JsonWriter> write) => Whole(write)["{\"is\":".Length..^1];

    private static string Whole(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, WebModel.Json))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
