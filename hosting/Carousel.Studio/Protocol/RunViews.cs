using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Studio.Data;
using Carousel.Studio.Messages;
using Carousel.Studio.Storage;
using Carousel.Studio.Uses;
using Carousel.Studio.Works;

namespace Carousel.Studio.Protocol;

/// <summary>Works as the page receives them, and as command lines.</summary>
/// <param name="command">The command.</param>
/// <param name="shelf">The data.</param>
internal sealed class RunViews(ICommandLine command, DataShelf shelf)
{
    private const string Damaged = "The studio's record of this can't be read: delete it and start again.";

    private static readonly string[] _lookOptions =
        [
        "at", "layer", "around", "sequence", "most-sequences", "part", "seed", "from", "to", "threshold", "level",
        "shown", "class",
    ];

    /// <summary>
    /// The words of a work, the folder in which they are typed, and the name of the model in the report of a look.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="run">The run that a look is at.</param>
    public (IReadOnlyList<string> Words, string Folder, string? Model) WordsOf(Work work, Func<long, Work> run)
    {
        StoredWork stored = work.Stored;
        IEnumerable<string> own = WordsOf(stored, work.Options, run, ModelShelf.FileOf);
        IEnumerable<string> hidden = ["--out", work.Folder.Out, "--json"];
        if (stored.Kind == "run")
        {
            hidden = [.. hidden, "--overwrite", "--progress", "json"];
            hidden = work.Folder.HasCheckpoint ? [.. hidden, "--resume"] : hidden;
        }

        string folder = shelf.PlaceOf(
            stored.Kind == "look" ? run(stored.Run).Stored.Data : stored.Data).Folder;
        if (stored.Kind == "run")
        {
            OwnFiles.Require(folder, work.Options, command.SchemaOf(stored.Subject));
        }

        return ([.. own, .. hidden], folder, stored.Kind == "look" ? ModelAsTyped(run(stored.Run)) : null);
    }

    /// <summary>The words of a run before it is one.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="RefusalException">There is no such job or option, or one names a file elsewhere.</exception>
    public IReadOnlyList<string> WordsOf(long data, string job, JsonObject options)
    {
        if (!command.Jobs.Any(j => j.Name == job))
        {
            throw new RefusalException(422, $"There is no job '{job}'.");
        }

        JsonObject schema = command.SchemaOf(job);
        (string folder, string file) = shelf.PlaceOf(data);
        OwnFiles.Require(folder, options, schema);
        return [job, file, .. OptionWords.Of(job, options, schema)];
    }

    /// <summary>The equal command line, for a person.</summary>
    /// <param name="words">Its words.</param>
    public string TextOf(IReadOnlyList<string> words) => command.TextOf(words);

    /// <summary>A run; if its stored data can't be read, it is listed as failed.</summary>
    /// <param name="work">The run.</param>
    /// <param name="ahead">How many come before it.</param>
    /// <param name="uses">What can be done with its model.</param>
    public Run RunOf(Work work, int ahead, ModelUses? uses)
    {
        try
        {
            return WholeRunOf(work, ahead, uses);
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            return KeptOf(work) with { State = WorkStates.Failed, Refusal = new Refusal(Damaged) };
        }
    }

    private Run WholeRunOf(Work work, int ahead, ModelUses? uses)
    {
        StoredWork stored = work.Stored;
        return KeptOf(work) with
        {
            Options = work.Options,
            Command = TextOf([.. WordsOf(stored, work.Options, _ => work, ModelAsTyped)]),
            Ahead = ahead,
            Started = stored.Started,
            Ended = stored.Ended,
            Progress = work.Log.LastProgress ?? ObjectOf(stored.Progress),
            HasModel = File.Exists(work.Folder.Model),
            HasReport = File.Exists(work.Folder.Report),
            CanResume = stored.IsOver && stored.State != WorkStates.Done,
            Refusal = RefusalOf(stored),
            Result = ObjectOf(stored.Result),
            Files = work.Folder.Files,
            Uses = uses,
        };
    }

    // What needs no reading.
    private Run KeptOf(Work work)
    {
        StoredWork stored = work.Stored;
        return new Run
        {
            Id = TextOf(stored.Id),
            Name = stored.Name,
            Notes = stored.Notes,
            Data = TextOf(stored.Data),
            DataName = shelf.NameOf(stored.Data),
            Job = stored.Subject,
            Options = [],
            Command = "",
            State = stored.State,
            Created = stored.Created,
        };
    }

    /// <summary>A look; a damaged one is listed as failed.</summary>
    /// <param name="work">It.</param>
    /// <param name="run">The run that a look is at.</param>
    public StudioTask TaskOf(Work work, Func<long, Work> run)
    {
        try
        {
            return WholeTaskOf(work, run);
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            return KeptTaskOf(work) with { State = WorkStates.Failed, Refusal = new Refusal(Damaged) };
        }
    }

    private StudioTask WholeTaskOf(Work work, Func<long, Work> run)
    {
        StoredWork stored = work.Stored;
        return KeptTaskOf(work) with
        {
            Command = TextOf([.. WordsOf(stored, work.Options, run, ModelAsTyped)]),
            Ended = stored.Ended,
            Sentence = stored.Sentence,
            Refusal = RefusalOf(stored),
            HasReport = File.Exists(work.Folder.Report),
            Files = work.Folder.Files,
        };
    }

    private static StudioTask KeptTaskOf(Work work)
    {
        StoredWork stored = work.Stored;
        return new StudioTask
        {
            Id = TextOf(stored.Id),
            Kind = stored.Kind,
            Run = stored.Run > 0 ? TextOf(stored.Run) : null,
            Name = stored.Subject,
            Title = stored.Name,
            Command = "",
            State = stored.State,
            Created = stored.Created,
        };
    }

    // The path of the model if the run's command was typed as shown.
    private string ModelAsTyped(Work run) => Path.Combine(
        command.OutputOf(shelf.PlaceOf(run.Stored.Data).File), Path.GetFileName(ModelShelf.FileOf(run)));

    private IEnumerable<string> WordsOf(
        StoredWork stored, JsonObject options, Func<long, Work> run, Func<Work, string> modelOf)
    {
        switch (stored.Kind)
        {
            case "run":
                string file = shelf.PlaceOf(stored.Data).File;
                JsonObject schema = command.SchemaOf(stored.Subject);
                return [stored.Subject, file, .. OptionWords.Of(stored.Subject, options, schema)];
            default:
                Work seen = run(stored.Run);
                string[] look = stored.Subject == "all" ? ["inspect"] : ["inspect", stored.Subject];
                JsonObject cells = [];
                foreach (string name in new[] { "missing", "time-format", "decimal", "delimiter" })
                {
                    if (seen.Options[name] is { } value)
                    {
                        cells[name] = value.DeepClone();
                    }
                }

                return
                [
                    .. look, modelOf(seen), shelf.PlaceOf(seen.Stored.Data).File,
                    .. OptionWords.Of($"inspect {stored.Subject}", options, _lookOptions),
                    .. OptionWords.Of(seen.Stored.Subject, cells, command.SchemaOf(seen.Stored.Subject)),
                ];
        }
    }

    // A row that something else wrote, a job of a later release, data that are gone.
    private static bool IsDamage(Exception exception) =>
        exception is JsonException or FormatException or InvalidOperationException or RefusalException;

    private static string TextOf(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static JsonObject? ObjectOf(string json) => json.Length == 0 ? null : JsonNode.Parse(json)!.AsObject();

    private static Refusal? RefusalOf(StoredWork stored) => stored.Refusal.Length == 0 ? null
        : JsonSerializer.Deserialize(stored.Refusal, StudioJson.Default.Refusal);
}
