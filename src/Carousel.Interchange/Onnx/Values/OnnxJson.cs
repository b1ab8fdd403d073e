using System.Globalization;
using System.Text.Json;
using Carousel.Data;

namespace Carousel.Interchange.Onnx.Values;

/// <summary>Tensors as JSON: nested lists, or an object of <c>type</c>, <c>dims</c> and <c>data</c>.</summary>
internal static class OnnxJson
{
    /// <summary>
    /// Writes tensors by name as one object of nested lists, on one line. Numbers that JSON lacks are texts: "NaN",
    /// "Infinity", "-Infinity".
    /// </summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="stream">Where to.</param>
    public static void Write(IReadOnlyDictionary<string, OnnxTensor> tensors, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using var json = new Utf8JsonWriter(
            stream,
            new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        foreach ((string name, OnnxTensor tensor) in tensors)
        {
            json.WritePropertyName(name);
            int at = 0;
            WriteAxis(json, tensor, 0, ref at);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads inputs.</summary>
    internal static IEnumerable<(string Name, OnnxTensor Tensor)> Read(
        string text, string path, string? name, Func<string, OnnxPort> port, Func<string> next)
    {
        JsonDocument document = Parse(text, path);
        JsonElement root = document.RootElement;
        if (name is not null || root.ValueKind != JsonValueKind.Object || IsTensor(root))
        {
            OnnxPort one = port(name ?? next());
            return [(one.Name, ReadTensor(root, one, path))];
        }

        return [.. root.EnumerateObject().Select(p => (p.Name, ReadTensor(p.Value, port(p.Name), path)))];
    }

    private static JsonDocument Parse(string text, string path)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException exception)
        {
            throw new DataFormatException(
                path, (exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1,
                $"this is no JSON: {exception.Message.Split(" LineNumber")[0]}");
        }
    }

    private static bool IsTensor(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("dims", out _)
            && element.TryGetProperty("data", out _);

    private static OnnxTensor ReadTensor(JsonElement element, OnnxPort port, string path)
    {
        OnnxType type = port.Type;
        var dims = new List<int>();
        var values = new List<JsonElement>();
        if (IsTensor(element))
        {
            if (element.TryGetProperty("type", out JsonElement named)
                && !(named.ValueKind == JsonValueKind.String && OnnxTypes.TryParse(named.GetString()!, out type)))
            {
                throw Wrong(path, port, $"has the type {named}; Carousel takes {string.Join(", ", OnnxTypes.Names)}");
            }

            Flatten(element.GetProperty("data"), path, port, [], values, 0);
            dims.AddRange(List(element.GetProperty("dims"), path, port)
                .Select(
                    d => d.TryGetInt32(out int size) && size >= 0
                        ? size
                        : throw Wrong(path, port, $"has the size {d}")));
        }
        else
        {
            Flatten(element, path, port, dims, values, 0);
        }

        long length = dims.Aggregate(1L, (p, d) => Math.Min(p * d, int.MaxValue));
        if (length != values.Count)
        {
            throw Wrong(path, port, $"has {values.Count} values for [{string.Join(", ", dims)}], which is {length}");
        }

        var bytes = new byte[values.Count * type.Size()];
        if (type.IsReal())
        {
            OnnxNumbers.Write([.. values.Select(v => Real(v, path, port))], type, bytes);
        }
        else
        {
            OnnxNumbers.Write([.. values.Select(v => Whole(v, path, port, type))], type, bytes);
        }

        return new OnnxTensor(type, [.. dims], bytes);
    }

    private static JsonElement.ArrayEnumerator List(JsonElement element, string path, OnnxPort port) =>
        element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray()
            : throw Wrong(path, port, $"has {element} where a list is expected");

    // The first of each depth says how long its lists are.
    private static void Flatten(
        JsonElement element, string path, OnnxPort port, List<int> dims, List<JsonElement> values, int depth)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            values.Add(element);
            return;
        }

        int length = element.GetArrayLength();
        if (depth == dims.Count)
        {
            // The first list so deep: a number before it stood where this list is.
            dims.Add(values.Count == 0 ? length : throw Wrong(path, port, "is ragged: a list stands beside a number"));
        }

        if (dims[depth] != length)
        {
            throw Wrong(
                path, port,
                $"is ragged: a list of {length} stands beside one of {dims[depth]}. Fill sequences up and say their "
                + $"lengths in an input of their own");
        }

        foreach (JsonElement inner in element.EnumerateArray())
        {
            if (inner.ValueKind != JsonValueKind.Array && depth + 1 < dims.Count)
            {
                throw Wrong(path, port, "is ragged: a number stands beside a list");
            }

            Flatten(inner, path, port, dims, values, depth + 1);
        }
    }

    private static double Real(JsonElement value, string path, OnnxPort port) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(
            value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => throw Wrong(path, port, $"has {value.GetRawText()} where a number is expected"),
    };

    // Of 64 bits without sign as the same bits.
    private static long Whole(JsonElement value, string path, OnnxPort port, OnnxType type) => value.ValueKind switch
    {
        JsonValueKind.True when type == OnnxType.Bool => 1,
        JsonValueKind.False when type == OnnxType.Bool => 0,
        JsonValueKind.Number when type == OnnxType.UInt64 && value.TryGetUInt64(out ulong number) => (long)number,
        JsonValueKind.Number when type != OnnxType.UInt64 && value.TryGetInt64(out long number)
            && type.Range() is var (least, largest) && number >= least && number <= largest => number,
        _ =>
            throw Wrong(
                path, port,
                $"has {value.GetRawText()} where "
                + $"{(type == OnnxType.Bool ? "true or false" : $"a whole number of {type.Name()}")} is expected"),
    };

    private static DataFormatException Wrong(string path, OnnxPort port, string what) =>
        new($"{path}: the input {port} {what}.");

    private static void WriteAxis(Utf8JsonWriter json, OnnxTensor tensor, int axis, ref int at)
    {
        if (axis == tensor.Rank)
        {
            WriteValue(json, tensor, at++);
            return;
        }

        json.WriteStartArray();
        for (int i = 0; i < tensor.Dims[axis]; i++)
        {
            WriteAxis(json, tensor, axis + 1, ref at);
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, OnnxTensor tensor, int at)
    {
        switch (tensor.Type)
        {
            case OnnxType.Bool:
                json.WriteBooleanValue(tensor.Bytes[at] != 0);
                break;
            case OnnxType.Int64:
                json.WriteNumberValue(tensor.Values<long>()[at]);
                break;
            case OnnxType.UInt64:
                json.WriteNumberValue(tensor.Values<ulong>()[at]);
                break;
            case OnnxType.Float32 when float.IsFinite(tensor.Values<float>()[at]):
                json.WriteNumberValue(tensor.Values<float>()[at]);
                break;
            default:
                double value = tensor.ToDouble(at);
                if (double.IsFinite(value))
                {
                    json.WriteNumberValue(value);
                }
                else
                {
                    json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
                }

                break;
        }
    }
}
