using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Sound;
using Carousel.Storage;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Data;

/// <summary>
/// Pictures of data other than tables: their most frequent items, their lengths, their sound.
/// </summary>
internal static class DataPictures
{
    private const int MostBars = 30, MostParts = 500, Intervals = 700;

    /// <summary>Letters of a text that are counted: later text does not change the picture.</summary>
    private const long MostLetters = 1 << 24;

    private static readonly string[] _ofTexts = ["words", "characters", "lengths of lines"];
    private static readonly string[] _ofGenomes = ["letters", "lengths of sequences"];

    /// <summary>A picture.</summary>
    /// <param name="kind">What the data are.</param>
    /// <param name="path">Where they are.</param>
    /// <param name="part">The requested part; null for the first.</param>
    /// <returns>Null if there is no such data.</returns>
    /// <exception cref="Carousel.Data.DataFormatException">They can't be read.</exception>
    public static DataPicture? Of(string kind, string path, string? part) => kind switch
    {
        DataKinds.Text => One(_ofTexts, part, chosen => OfText(path, chosen)),
        DataKinds.Tokens => Most("labels", Lines(path).Select(DataFindings.LabelOf).OfType<string>()),
        DataKinds.Genome => One(_ofGenomes, part, chosen => OfGenome(path, chosen)),
        DataKinds.Sequences => Most(
            "classes", Lines(path).Where(IsSequence).Select(line => line[(line.LastIndexOf(':') + 1)..].Trim())),
        DataKinds.Sounds => One(SoundsOf(path), part, chosen => OfSound(
            Directory.Exists(path) ? Path.Combine(path, chosen) : path)),
        _ => null,
    };

    /// <summary>Whether a line of a <c>.ts</c> file holds a sequence.</summary>
    /// <param name="line">The line.</param>
    public static bool IsSequence(string line) => line.Length > 0 && line[0] is not ('@' or '#');

    private static DataPicture? One(string[] parts, string? part, Func<string, DataPicture> make) =>
        parts.Length == 0 ? null
        : parts.Contains(part ?? parts[0]) ? make(part ?? parts[0]) with { Parts = parts, Part = part ?? parts[0] }
        : throw new RefusalException(422, $"There is no picture of '{part}'.");

    private static DataPicture OfText(string path, string part) => part == _ofTexts[0]
            ? Most(part, Lines(path).SelectMany(Words))
        : part == _ofTexts[1] ? Most(part, Lines(path).SelectMany(line => line.EnumerateRunes()).Select(CharacterOf))
        : Lengths("characters", "lines", [.. Lines(path).Select(line => (long)line.Length)]);

    private static DataPicture OfGenome(string path, string part)
    {
        var letters = new Dictionary<char, long>();
        var lengths = new List<long>();
        bool isRecord = false, isFasta = true;
        foreach (string line in Lines(path))
        {
            if (line.StartsWith('>') || line.StartsWith("LOCUS ", StringComparison.Ordinal))
            {
                (isFasta, isRecord) = (line[0] == '>', line[0] == '>');
                lengths.Add(0);
                continue;
            }

            // In a GenBank record the bases are between ORIGIN and //.
            if (!isFasta && !char.IsWhiteSpace(line, 0))
            {
                isRecord = line.StartsWith("ORIGIN", StringComparison.Ordinal);
                continue;
            }

            foreach (char letter in isRecord ? line.Where(char.IsLetter) : [])
            {
                char large = char.ToUpperInvariant(letter);
                letters[large] = letters.GetValueOrDefault(large) + 1;
                lengths[^1]++;
            }
        }

        return part == _ofGenomes[0]
            ? Bars("How often each letter occurs", "letter", letters.Select(l => ($"{l.Key}", l.Value)))
            : Lengths("letters", "sequences", lengths);
    }

    private static DataPicture OfSound(string file)
    {
        SoundRecording sound = WavFile.Read(file);
        var (seconds, values) = (new List<double>(), new List<double>());
        int count = sound.Samples.Length, intervals = Math.Min(Intervals, count);
        for (int i = 0; i < intervals; i++)
        {
            ReadOnlySpan<float> some = sound.Samples.AsSpan(
                (int)((long)count * i / intervals)..(int)((long)count * (i + 1) / intervals));
            (float least, float most) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (float sample in some)
            {
                (least, most) = (Math.Min(least, sample), Math.Max(most, sample));
            }

            double at = sound.Seconds * i / intervals, half = sound.Seconds / intervals / 2;
            seconds.AddRange([Rounded(at), Rounded(at + half)]);
            values.AddRange([least, most]);
        }

        return new DataPicture("The sound", "lines", "seconds", [], seconds, values);
    }

    private static string[] SoundsOf(string path) => !Directory.Exists(path)
        ? [Path.GetFileName(path)]
        : [.. Directory.EnumerateFiles(path, "*.wav", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal).Take(MostParts)];

    private static DataPicture Most(string what, IEnumerable<string> entries) => Bars(
        $"The most frequent {what}", what, entries.CountBy(entry => entry, StringComparer.Ordinal)
            .Select(entry => (entry.Key, (long)entry.Value)));

    private static DataPicture Bars(string title, string axis, IEnumerable<(string Name, long Count)> counts)
    {
        (string Name, long Count)[] most =
        [
            .. counts.OrderByDescending(c => c.Count).ThenBy(c => c.Name, StringComparer.Ordinal).Take(MostBars),
        ];
        return new DataPicture(
            title, "bars", axis, [.. most.Select(c => QuotedText.Cut(c.Name))], [],
            [.. most.Select(c => (double)c.Count)]);
    }

    // How many have a length in each of some stretches that are equally wide.
    private static DataPicture Lengths(string unit, string what, List<long> lengths)
    {
        long most = lengths.Count == 0 ? 0 : lengths.Max(), width = (most / MostBars) + 1;
        var counts = new double[(int)(most / width) + 1];
        foreach (long length in lengths)
        {
            counts[length / width]++;
        }

        return new DataPicture(
            $"How many {what} have each length", "bars", unit,
            [.. counts.Select((_, k) => width == 1
                ? FigureText.Count(k)
                : $"{FigureText.Count(k * width)}–{FigureText.Count(((k + 1) * width) - 1)}")],
            [], counts);
    }

    private static IEnumerable<string> Words(string line)
    {
        for (int at = 0; at < line.Length;)
        {
            int begin = at;
            while (at < line.Length && (char.IsLetterOrDigit(line[at]) || line[at] == '\''))
            {
                at++;
            }

            if (at > begin)
            {
                yield return line[begin..at].ToLowerInvariant();
            }
            else
            {
                at++;
            }
        }
    }

    private static string CharacterOf(System.Text.Rune character) => character.Value switch
    {
        ' ' => "blank",
        '\t' => "tab",
        _ => character.ToString(),
    };

    private static IEnumerable<string> Lines(string path)
    {
        long letters = 0;
        using TextReader reader = TextFile.Open(path, isTable: false);
        while (letters < MostLetters && reader.ReadLine() is { } line)
        {
            letters += line.Length + 1;
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    private static double Rounded(double seconds) => Math.Round(seconds, 5);
}
