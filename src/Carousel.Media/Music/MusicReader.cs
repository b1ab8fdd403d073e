using Carousel.Data;

namespace Carousel.Music;

/// <summary>Reads music: chorales as JSON, piano rolls as CSV, MIDI files, or a folder of MIDI files.</summary>
internal static class MusicReader
{
    /// <summary>Reads pieces and divides them.</summary>
    /// <param name="path">A <c>.json</c>, <c>.csv</c>, <c>.mid</c> or <c>.midi</c> file, or a folder of MIDI
    /// files.</param>
    /// <param name="stepsPerQuarter">Steps of a quarter note, for MIDI files.</param>
    /// <returns>The pieces; a JSON file with the parts train, valid and test keeps them.</returns>
    /// <exception cref="DataFormatException">It is not there, can't be read or understood, or is too
    /// little.</exception>
    public static MusicSet Read(string path, int stepsPerQuarter = 1)
    {
        if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase))
        {
            return ChoraleJson.Read(path);
        }

        return MusicSet.Divide(path, ReadPieces(path, stepsPerQuarter));
    }

    /// <summary>Reads pieces undivided; an option permits a table with columns other than pitches.</summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<MusicPiece> ReadPieces(string path, int stepsPerQuarter = 1, bool hasOthers = false)
    {
        if (Directory.Exists(path))
        {
            string[] files = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(IsMidi).Order(StringComparer.Ordinal)];
            return files.Length > 0
                ? [.. files.Select(f => MidiRoll.FromSong(MidiReader.Read(f), f, stepsPerQuarter))]
                : throw new DataFormatException(
                    $"{path} is a folder without MIDI files. Pass a folder with .mid files, or a .json, .csv or .mid "
                    + $"file.");
        }

        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".MID" or ".MIDI" => [MidiRoll.FromSong(MidiReader.Read(path), path, stepsPerQuarter)],
            ".JSON" => [.. ChoraleJson.ReadParts(path).SelectMany(p => p.Pieces)],
            _ => RollCsv.Read(path, hasOthers),
        };
    }

    private static bool IsMidi(string file) => Path.GetExtension(file).ToUpperInvariant() is ".MID" or ".MIDI";
}
