using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Work;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Cli;

/// <summary>
/// The command of a fit as its record keeps it, so that the same data are divided again in the same way: files are
/// named as seen from the folder of the model, with a hash of their content.
/// </summary>
/// <param name="Words">Verb, data and options.</param>
/// <param name="Sample">The bundled file or the made data that stood in for a file; null for none.</param>
internal sealed partial record RecordedFit(IReadOnlyList<RecordedFit.Word> Words, RecordedFit.Word? Sample)
{
    private const string FileKey = "file", HashKey = "sha256", SampleKey = "sample";
    private const int HashDigits = 64, BufferBytes = 1 << 16;

    private static readonly char[] _separators = [',', ';', '\t', '"', '|'];

    /// <summary>A word of the command.</summary>
    /// <param name="Text">The word; of a file its path as seen from the folder, with slashes.</param>
    /// <param name="Hash">Of the content of a file or folder; null for other words.</param>
    internal sealed record Word(string Text, string? Hash = null);

    /// <summary>The fit of a command line.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="result">The parsed command line.</param>
    /// <param name="data">The data as the user named them, or the name of the bundled sample.</param>
    /// <param name="folder">Where the record is written.</param>
    /// <returns>The fit; null for rows of a database, which may be others by then, and whose address is not for
    /// others.</returns>
    public static RecordedFit? Of(JobCommand verb, ParseResult result, string data, OutputFolder folder)
    {
        if (verb.DividingOptions.Any(o => o.HelpName == "select" && result.Has(o)))
        {
            return null;
        }

        Word WordOf(string text, bool isFile) => isFile && HashOf(text, verb.NamesFiles) is { } hash
            ? new Word(Path.GetRelativePath(folder.Path, text).Replace('\\', '/'), hash)
            : new Word(text);
        Word[] words =
        [
            new(verb.Name),
            .. verb.Arguments.SelectMany(a => result.GetResult(a)?.Tokens ?? []).Select(t => WordOf(t.Value, true)),
            .. verb.DividingOptions.SelectMany(option => JobLine.WordsOf([option], result).Select(
                word => WordOf(word, JobLine.NamesFile(option)))),
        ];
        return new RecordedFit(words, words is [_, { Hash: not null }, ..] ? null : new Word(data, SampleHash(data)));
    }

    private bool NamesFiles => JobLine.Verb(Words[0].Text) is { NamesFiles: true };

    /// <summary>Whether data are those of the fit, byte for byte.</summary>
    /// <param name="data">The data as the user named them now.</param>
    public bool IsOf(string data) => Sample is not { } sample ? HashOf(data, NamesFiles) == Words[1].Hash
        : SampleHash(sample.Text) == sample.Hash
            && (HashOf(data) is { } hash ? hash == sample.Hash : data == sample.Text);

    /// <summary>The plan of the fit, if the data are those of the fit, byte for byte.</summary>
    /// <param name="folder">The folder of the model.</param>
    /// <param name="data">The data as the user named them now.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The plan; null for other data, options of an earlier version, or if another file of the command has
    /// changed.</returns>
    public IJobPlan? PlanOf(string folder, string data, int threads)
    {
        if (!IsOf(data) || (Sample is null && NamesFiles
            && Path.GetFullPath(Path.Combine(folder, Words[1].Text)) != Path.GetFullPath(data)))
        {
            return null;
        }

        var words = new List<string>();
        foreach ((Word word, int k) in Words.Select((w, k) => (w, k)))
        {
            string path = word.Hash is null ? word.Text : k == 1 ? data : Path.Combine(folder, word.Text);
            if (k > 1 && word.Hash is { } own && HashOf(path, NamesFiles) != own)
            {
                return null;
            }

            words.Add(path);
        }

        try
        {
            return JobLine.MakePlan(
                [.. words, .. threads == 0 ? [] : (string[])["--threads", Invariant.Of($"{threads}")]]);
        }
        catch (UsageException)
        {
            // The fit had an option that this version does not have.
            return null;
        }
    }

    /// <summary>Whether the fit had each of some options, with the same values.</summary>
    /// <param name="options">The words of each option.</param>
    public bool Has(IEnumerable<string[]> options)
    {
        const char between = '\0';
        string own = between + string.Join(between, Words.Select(w => w.Text)) + between;
        return options.All(words => own.Contains(
            between + string.Join(between, words) + between));
    }

    /// <summary>Writes the words.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("command");
        foreach (Word word in Words)
        {
            Write(json, word);
        }

        json.WriteEndArray();
        if (Sample is not null)
        {
            json.WritePropertyName(SampleKey);
            Write(json, Sample);
        }
    }

    /// <summary>Reads the words; null if a record has none.</summary>
    /// <param name="record">The whole record.</param>
    public static RecordedFit? Read(JsonElement record)
    {
        if (!record.TryGetProperty("command", out JsonElement command))
        {
            return null;
        }

        Word[] words = [.. command.EnumerateArray().Select(WordOf)];
        Word? sample = record.TryGetProperty(SampleKey, out JsonElement found) ? WordOf(found) : null;
        return sample is not null || words is [_, { Hash: not null }, ..] ? new RecordedFit(words, sample) : null;
    }

    private static void Write(Utf8JsonWriter json, Word word)
    {
        if (word.Hash is null)
        {
            json.WriteStringValue(word.Text);
            return;
        }

        json.WriteStartObject();
        json.WriteString(FileKey, word.Text);
        json.WriteString(HashKey, word.Hash);
        json.WriteEndObject();
    }

    private static Word WordOf(JsonElement word) => word.ValueKind == JsonValueKind.Object
        ? new Word(word.GetProperty(FileKey).GetString() ?? "", word.GetProperty(HashKey).GetString())
        : new Word(RenamedOption.Replace(word.GetString() ?? ""));

    private static string? SampleHash(string name)
    {
        string beside = Path.Combine(AppContext.BaseDirectory, name);
        return HashOf(File.Exists(name) || !File.Exists(beside) ? name : beside);
    }

    /// <summary>
    /// A hash of a file's content, or of the names and contents of a folder's files; null for what can't be read.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="withNamed">Whether the content of files that are named in a file counts, such as recordings in a
    /// table.</param>
    public static string? HashOf(string path, bool withNamed = false)
    {
        try
        {
            return File.Exists(path) ? HashOf([path, .. withNamed ? NamedIn(path) : []], null)
                : Directory.Exists(path)
                    ? HashOf(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories), path)
                    : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static HashSet<string> NamedIn(string table)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(table))!;
        return
        [
            .. from line in File.ReadLines(table).TakeWhile(l => !l.Contains('\0'))
               from cell in line.Split(_separators)
               where FileName().IsMatch(cell)
               let file = Path.Combine(folder, cell)
               where File.Exists(file)
               select file,
        ];
    }

    [GeneratedRegex(@"^[^\0]{1,250}\.\p{L}\w{1,4}$")]
    private static partial Regex FileName();

    private static string HashOf(IEnumerable<string> files, string? folder)
    {
        var hash = new DataFingerprint();
        var buffer = new byte[BufferBytes];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            if (folder is not null)
            {
                hash.Add(Path.GetRelativePath(folder, file).Replace('\\', '/') + "\0");
            }

            using FileStream stream = File.OpenRead(file);
            while (stream.Read(buffer) is > 0 and var read)
            {
                hash.Add(buffer.AsSpan(0, read));
            }
        }

        return hash.Finish(HashDigits);
    }
}
