using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Data;
using Carousel.Layers;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>A cell set by hand, as JSON to be edited: weights by gate, and its inputs.</summary>
internal static class SetCellFile
{
    /// <summary>The ending that distinguishes such files from models.</summary>
    public const string Ending = ".json";

    private const int MostUnits = 64;
    private const long MostBytes = 1 << 20;

    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The text of a file.</summary>
    /// <param name="set">The cell.</param>
    /// <returns>JSON that ends with a line break.</returns>
    public static string TextOf(SetCell set)
    {
        int H = set.Units;
        JsonArray Rows(float[] values, int from, int rows, int columns) =>
            new([.. Enumerable.Range(from, rows).Select(r => Row(values.AsSpan(r * columns, columns)))]);
        var gates = new JsonObject();
        for (int g = 0; g < set.Cell.GateCount; g++)
        {
            gates[set.Cell.Gates[g].Letter] = new JsonObject
            {
                ["W"] = Rows(set.W, g * H, H, set.Features.Count),
                ["R"] = Rows(set.R, g * H, H, H),
                ["b"] = Row(set.B.AsSpan(g * H, H)),
            };
        }

        int I = set.Features.Count;
        return new JsonObject
        {
            ["cell"] = set.Cell.Word,
            ["features"] = new JsonArray([.. set.Features.Select(f => JsonValue.Create(f))]),
            ["gates"] = gates,
            ["inputs"] = Rows(set.Input, 0, set.Input.Length / I, I),
        }.ToJsonString(_indented) + "\n";
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The cell.</returns>
    /// <exception cref="DataFormatException">It can't be read, or is no such cell.</exception>
    public static SetCell Read(string path)
    {
        string name = Path.GetFileName(path);
        DataFormatException Wrong(string what) => new($"{name}: {what}");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(Text(path, Wrong));
        }
        catch (JsonException exception)
        {
            throw Wrong(string.Create(
                CultureInfo.InvariantCulture,
                $"invalid JSON at line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(
                File.Exists(path) ? $"{path} can't be read: {exception.Message}" : $"{path} does not exist.");
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            string word = Name(Member(root, "cell", JsonValueKind.String, Wrong), Wrong);
            RecurrentCell[] known =
                [.. RecurrentCell.All.Where(c => c is { HasRecurrentWeights: true, HeadUnits: null })];
            RecurrentCell cell = RecurrentCell.Find(word) is { } found && known.Contains(found)
                ? found
                : throw Wrong(
                    $"cell is '{word}'; it must be {RecurrentCell.Listed(known.Select(c => c.Word), "or")}.");
            string[] features =
            [
                .. Member(root, "features", JsonValueKind.Array, Wrong).EnumerateArray().Select(f =>
                    f.ValueKind == JsonValueKind.String ? Name(f, Wrong) : throw Wrong("features must be names.")),
            ];
            JsonElement gates = Member(root, "gates", JsonValueKind.Object, Wrong);
            JsonElement[] own = [.. cell.Gates.Select(g => Member(gates, g.Letter, JsonValueKind.Object, Wrong))];
            int H = Member(own[0], "b", JsonValueKind.Array, Wrong).GetArrayLength();
            if (features.Length == 0 || H is 0 or > MostUnits)
            {
                throw Wrong($"it needs at least one feature and 1 to {MostUnits} units: numbers of b in each gate.");
            }

            JsonElement inputs = Member(root, "inputs", JsonValueKind.Array, Wrong);
            int steps = inputs.GetArrayLength();
            if (steps is 0 or > StepClaim.MostSteps)
            {
                throw Wrong($"inputs has {steps} steps; it must have 1 to {StepClaim.MostSteps}.");
            }

            float[] All(string member, int columns) =>
            [
                .. cell.Gates.SelectMany((g, n) => Table(
                    Member(own[n], member, JsonValueKind.Array, Wrong, $"gates.{g.Letter}."), H, columns,
                    $"gates.{g.Letter}.{member}", Wrong)),
            ];
            return new SetCell(
                cell, features, All("W", features.Length), All("R", H),
                [
                    .. cell.Gates.SelectMany((g, n) => Numbers(
                        Member(own[n], "b", JsonValueKind.Array, Wrong, $"gates.{g.Letter}."), H,
                        $"gates.{g.Letter}.b", Wrong)),
                ],
                [.. Table(inputs, steps, features.Length, "inputs", Wrong)]);
        }
    }

    /// <summary>The file's letters, without a byte-order mark.</summary>
    private static string Text(string path, Func<string, DataFormatException> wrong)
    {
        using FileStream stream = File.OpenRead(path);
        var bytes = new byte[MostBytes + 1];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read <= MostBytes
            ? Encoding.UTF8.GetString(bytes, 0, read).TrimStart('\uFEFF')
            : throw wrong($"it has more than {MostBytes >> 20} MiB, which no such cell has.");
    }

    private static JsonArray Row(ReadOnlySpan<float> values) =>
        new([.. values.ToArray().Select(v => JsonValue.Create(v))]);

    private static string Name(JsonElement text, Func<string, DataFormatException> wrong)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a pair of surrogates.
            throw wrong("a name in it is not valid text.");
        }
    }

    private static JsonElement Member(
        JsonElement element, string name, JsonValueKind kind, Func<string, DataFormatException> wrong,
        string within = "") =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement found)
            && found.ValueKind == kind
            ? found
            : throw wrong($"it has no {within}{name} of type {kind.ToString().ToLowerInvariant()}.");

    private static IEnumerable<float> Table(
        JsonElement rows, int count, int columns, string name, Func<string, DataFormatException> wrong)
    {
        JsonElement[] all = [.. rows.EnumerateArray()];
        return all.Length == count
            ? all.SelectMany((row, r) => Numbers(row, columns, $"row {r + 1} of {name}", wrong))
            : throw wrong($"{name} has {all.Length} rows; it must have {count}, one per unit.");
    }

    private static float[] Numbers(
        JsonElement row, int count, string name, Func<string, DataFormatException> wrong)
    {
        float[] numbers = row.ValueKind == JsonValueKind.Array
            ? [.. row.EnumerateArray().Select(v =>
                v.ValueKind == JsonValueKind.Number && v.TryGetSingle(out float number) ? number : float.NaN)]
            : [];
        return numbers.Length == count && Array.TrueForAll(numbers, float.IsFinite)
            ? numbers
            : throw wrong($"{name} must be {count} {(count == 1 ? "number" : "numbers")} between brackets.");
    }
}
