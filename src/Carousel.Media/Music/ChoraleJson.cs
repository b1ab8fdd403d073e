using System.Text;
using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Music;

/// <summary>
/// Reads pieces as JSON: <c>{"train": [piece, …], "valid": [piece, …], "test": [piece, …]}</c> or <c>[piece, …]</c>,
/// where a piece is a list of steps, and each step is a
/// list of MIDI pitches; −1 is a voice that is silent.
/// </summary>
internal static class ChoraleJson
{
    private const int Silence = -1;

    private static readonly string[] _parts = ["train", "valid", "test"];

    /// <summary>Reads pieces; those without named parts are divided.</summary>
    public static MusicSet Read(string path)
    {
        IReadOnlyList<(string Part, IReadOnlyList<MusicPiece> Pieces)> parts = ReadParts(path);
        return parts.Count == 1
            ? MusicSet.Divide(path, parts[0].Pieces)
            : new MusicSet(
                path, new DataParts<MusicPiece>(Find(parts, 0), Find(parts, 1), Find(parts, 2)),
                "as the file divides them").Checked();
    }

    /// <summary>Reads the parts of a file; one without a name where the file has none.</summary>
    public static IReadOnlyList<(string Part, IReadOnlyList<MusicPiece> Pieces)> ReadParts(string path)
    {
        using TextReader reader = TextFile.Open(path, isTable: false);
        byte[] bytes = Encoding.UTF8.GetBytes(reader.ReadToEnd());
        var json = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip });
        try
        {
            var parts = ReadRoot(ref json, path, bytes);
            _ = json.Read();
            return parts;
        }
        catch (JsonException caught)
        {
            throw new DataFormatException(
                path, (caught.LineNumber ?? 0) + 1, (int)(caught.BytePositionInLine ?? 0) + 1,
                "this is not JSON. Look for a missing comma or bracket.");
        }
    }

    private static IReadOnlyList<MusicPiece> Find(
        IReadOnlyList<(string Part, IReadOnlyList<MusicPiece> Pieces)> parts, int index) =>
        parts.Single(p => p.Part == _parts[index]).Pieces;

    private static List<(string Part, IReadOnlyList<MusicPiece> Pieces)> ReadRoot(
        ref Utf8JsonReader json, string path, byte[] bytes)
    {
        _ = json.Read();
        if (json.TokenType == JsonTokenType.StartArray)
        {
            return [("", ReadPieces(ref json, path, bytes, ""))];
        }

        Require(
            json.TokenType == JsonTokenType.StartObject, ref json, path, bytes,
            "expected an object with train, valid and test, or a list of pieces");
        var parts = new List<(string Part, IReadOnlyList<MusicPiece> Pieces)>();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString() is "validation" ? "valid" : json.GetString()!;
            Require(
                _parts.Contains(name), ref json, path, bytes,
                $"'{name}' is not a part of the data; the parts are train, valid and test");
            Require(!parts.Exists(p => p.Part == name), ref json, path, bytes, $"the part '{name}' appears twice");
            _ = json.Read();
            parts.Add((name, ReadPieces(ref json, path, bytes, name + " ")));
        }

        string? missing = _parts.FirstOrDefault(p => !parts.Exists(q => q.Part == p));
        return missing is null
            ? parts
            : throw new DataFormatException(
                $"{path} has no part '{missing}'. Add it, or pass a plain list of pieces, which is then divided.");
    }

    private static List<MusicPiece> ReadPieces(ref Utf8JsonReader json, string path, byte[] bytes, string part)
    {
        Require(json.TokenType == JsonTokenType.StartArray, ref json, path, bytes, "expected a list of pieces");
        var pieces = new List<MusicPiece>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Require(
                json.TokenType == JsonTokenType.StartArray, ref json, path, bytes, "a piece must be a list of steps");
            var steps = new List<int[]>();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                steps.Add(ReadStep(ref json, path, bytes));
            }

            pieces.Add(new MusicPiece($"{part}{pieces.Count + 1}", steps));
        }

        return pieces.Count > 0
            ? pieces
            : throw new DataFormatException(
                $"{path}: {(part.Length > 0 ? $"the part '{part.TrimEnd()}'" : "the file")} has no pieces. Pass "
                + $"music.");
    }

    private static int[] ReadStep(ref Utf8JsonReader json, string path, byte[] bytes)
    {
        Require(json.TokenType == JsonTokenType.StartArray, ref json, path, bytes, "a step must be a list of pitches");
        var pitches = new SortedSet<int>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            int pitch = 0;
            bool isWhole = json.TokenType == JsonTokenType.Number
                && (json.TryGetInt32(out pitch) || (json.GetDouble() is var number && number == (pitch = (int)number)));
            Require(isWhole, ref json, path, bytes, "a pitch must be a whole number");
            Require(
                pitch == Silence || MusicPiece.IsKey(pitch), ref json, path, bytes,
                $"the pitch {pitch} is not a piano key; piano keys are {MusicPiece.LowestPitch} to "
                + $"{MusicPiece.HighestPitch}");
            if (pitch != Silence)
            {
                pitches.Add(pitch);
            }
        }

        return [.. pitches];
    }

    private static void Require(bool isRight, ref Utf8JsonReader json, string path, byte[] bytes, string message)
    {
        if (!isRight)
        {
            ReadOnlySpan<byte> before = bytes.AsSpan(0, (int)json.TokenStartIndex);
            throw new DataFormatException(
                path, before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'),
                $"{message}. Correct the file.");
        }
    }
}
