using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Sound;

namespace Carousel.Classification;

/// <summary>
/// Reads recordings: one WAV file, a folder of them with a folder for each class, or a folder whose file names hold the
/// class.
/// </summary>
internal static class SoundFolder
{
    private static readonly string[] _parts = "train test val valid validation dev".Split(' ');

    /// <summary>Whether a path is a recording or a folder of them, and no table.</summary>
    /// <param name="path">What the user named.</param>
    public static bool IsSound(string path) =>
        Directory.Exists(path) || path.EndsWith(".wav", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file or a folder.</summary>
    /// <param name="path">The file or the folder.</param>
    /// <param name="options">How the classes are found, and which features are used.</param>
    /// <returns>The recordings by their paths, in ordinal order.</returns>
    /// <exception cref="DataFormatException">There are no recordings, one can't be read, or its class can't be
    /// found.</exception>
    public static ClassData Read(string path, ClassReadOptions options)
    {
        if (!Directory.Exists(path))
        {
            return Of(path, [Sample(path, Path.GetFileName(path), Path.GetFileName(path), options)], options, []);
        }

        if (options is { NeedsLabels: true, Pattern: null })
        {
            RequireClasses(path);
        }

        ILookup<bool, string> below = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(path, f).Replace('\\', '/')).Order(StringComparer.Ordinal)
            .ToLookup(f => Path.GetFileName(f).StartsWith('.'));

        // Such as ._01.wav of macOS, with the properties of 01.wav.
        string[] notes = below[true].Any()
            ? [$"{FigureText.Counted(below[true].Count(), "file")} skipped, because the name begins with a dot."] : [];
        string[] files = [.. below[false].Where(f => f.EndsWith(".wav", StringComparison.OrdinalIgnoreCase))],
            others = [.. below[false].Except(files)];
        return files.Length == 0
            ? TableFolder.Read(path, [.. below[false]], notes, options, (file, below) => Find(file, below, options))
                ?? throw new DataFormatException(
                $"{path} contains no WAV file (.wav) and no table or text (.csv, .tsv, .txt). Convert other sounds to "
                + "WAV. Pass a folder with a folder of files for each class, or a table of file names and classes.")
            : Of(path, [.. files.Select(f => Sample(Path.Combine(path, f), f, f, options))], options,
            [
                .. notes, .. Optional.Of(others.Length == 0 ? null
                    : $"{FigureText.Counted(others.Length, "file")} skipped, because the name does not end with .wav: "
                        + $"{FigureText.Listed(others, 3)}."),
            ]);
    }

    /// <summary>Refuses a folder of the parts of data, each with folders inside.</summary>
    private static void RequireClasses(string path)
    {
        string[] parts =
        [
            .. Directory.GetDirectories(path).OrderBy(f => Array.FindIndex(
                _parts, p => p.Equals(Path.GetFileName(f), StringComparison.OrdinalIgnoreCase))),
        ];
        if (parts.Length > 1 && Array.TrueForAll(parts, f => Directory.EnumerateDirectories(f).Any()
            && _parts.Contains(Path.GetFileName(f), StringComparer.OrdinalIgnoreCase)))
        {
            throw OptionTable.Of(typeof(ClassOptions)).Unfit(
                $"{path} contains parts of the data, not classes. Pass {parts[0]}, with {{Test}} {parts[1]}.");
        }
    }

    /// <summary>Recordings with their features.</summary>
    /// <param name="name">How messages call them together.</param>
    /// <param name="samples">The recordings.</param>
    /// <param name="options">What the features are.</param>
    /// <param name="notes">Notes before the others.</param>
    public static ClassData Of(
        string name, IReadOnlyList<ClassSample> samples, ClassReadOptions options, string[] notes)
    {
        var data = new ClassData(name, options.Sound.Names, samples) { Sound = options.Sound };
        return data with { Notes = [.. notes, .. data.SoundNotes] };
    }

    /// <summary>Reads a recording and makes its features.</summary>
    /// <param name="file">The WAV file.</param>
    /// <param name="options">What the features are.</param>
    public static (SoundRecording Sound, float[] Values) Open(string file, ClassReadOptions options)
    {
        SoundRecording sound = WavFile.Read(file);
        return (sound, SoundFeatures.Of(sound, options.Sound));
    }

    private static ClassSample Sample(string file, string id, string below, ClassReadOptions options)
    {
        (string label, string group) = Find(file, below, options);
        (SoundRecording sound, float[] values) = Open(file, options);
        return new ClassSample(label, 1) { Id = id, Group = group, Values = values, Sound = sound };
    }

    private static (string Label, string Group) Find(string file, string below, ClassReadOptions options)
    {
        int folder = below.IndexOf('/');
        (string Label, string Group) found = options.Pattern is { } form
            ? new NamePattern(form).Find(below) ?? ("", "")
            : (folder < 0 ? "" : below[..folder], "");
        if (found.Label.Length == 0 && options.NeedsLabels)
        {
            throw options.Pattern is { } pattern
                ? options.Unfit(
                    $"{file}: the name does not fit {{Pattern}} '{pattern}'. Rename the file, remove it, or pass "
                    + $"another pattern.")
                : options.Unfit(
                    $"{file} is not in a folder for its class. Move it into one, or pass {{Pattern}} with the form of "
                    + $"the names, such as '{{label}}_*'.");
        }

        return found;
    }
}
