using System.CommandLine;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cluster.Work;

namespace Carousel.Cli.Work;

/// <summary>Parts that are command lines of verbs: their files are those that the lines name.</summary>
internal static class JobParts
{
    // The data of these verbs name other files, which would not be sent.
    private static readonly string[] _namingOthers = ["transcribe", "caption", "video"];

    /// <summary>Makes a part of a line.</summary>
    /// <param name="kind">What is done with it.</param>
    /// <param name="words">Verb, data and options.</param>
    /// <param name="read">The files that were named before, so that each is read once.</param>
    /// <exception cref="UsageException">The line reads what can't be sent.</exception>
    public static Part Of(string kind, IReadOnlyList<string> words, Dictionary<string, PartData> read)
    {
        var data = new List<PartData>();
        string[] kept = [.. words];
        foreach (Range place in FilesOf(words))
        {
            int at = place.Start.Value, from = place.End.Value;
            string path = words[at][from..];
            if (!read.TryGetValue(path, out PartData? one))
            {
                read.Add(path, one = new PartData(Path.GetFullPath(path)));
            }

            kept[at] = words[at][..from] + Part.Place(data.Count);
            data.Add(one);
        }

        return new Part(kind, kept, data, CarouselCommand.Release);
    }

    /// <summary>Refuses a line whose data can't be sent to other machines.</summary>
    /// <param name="words">Verb, data and options.</param>
    /// <exception cref="UsageException">It is such a line.</exception>
    public static void RequireSendable(IReadOnlyList<string> words)
    {
        if (_namingOthers.Contains(words[0]))
        {
            throw new UsageException(
                $"--broker sends files, but the input of {words[0]} refers to further files: leave --broker out.");
        }

        if (words.Skip(1).FirstOrDefault(Directory.Exists) is { } folder)
        {
            throw new UsageException($"--broker sends files, but '{folder}' is a folder: leave --broker out.");
        }
    }

    // Of each file the word, and where in it the path begins.
    private static IEnumerable<Range> FilesOf(IReadOnlyList<string> words)
    {
        JobCommand? verb = JobLine.Verb(words[0]);
        Option? waiting = null;
        for (int i = 1; i < words.Count; i++)
        {
            string word = words[i];
            if (waiting is not null)
            {
                if (JobLine.NamesFile(waiting) && File.Exists(word))
                {
                    yield return i..0;
                }

                waiting = null;
            }
            else if (word.StartsWith("--", StringComparison.Ordinal))
            {
                string name = word.Split('=')[0];
                Option? option = verb?.Options.FirstOrDefault(o => o.Name == name || o.Aliases.Contains(name));
                if (option is null || option.Arity.MaximumNumberOfValues == 0)
                {
                    continue;
                }

                if (name.Length == word.Length)
                {
                    waiting = option;
                }
                else if (JobLine.NamesFile(option) && File.Exists(word[(name.Length + 1)..]))
                {
                    yield return i..(name.Length + 1);
                }
            }
            else if (File.Exists(word))
            {
                yield return i..0;
            }
        }
    }
}
