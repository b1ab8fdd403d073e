using Carousel.Cli.Errors;
using Carousel.Cli.Work;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tuning;

namespace Carousel.Cli.Commands;

/// <summary>The verb whose options are searched: a trial is its own command line, parsed by its own syntax.</summary>
internal sealed class TuningTarget
{
    // What a trial decides by itself, and what only says where results go.
    private static readonly string[] _notSearched =
    [
        "out", "threads", "seed", "epochs", "from", "resume", "quiet", "json", "verbose",
    ];

    private readonly string[] _fixed;
    private readonly ulong _seed;

    /// <summary>A verb with the words that stay.</summary>
    /// <param name="verb">Its name.</param>
    /// <param name="words">Its data and options.</param>
    /// <param name="seed">The seed of every trial.</param>
    /// <exception cref="UsageException">There is no such verb, or it does not train.</exception>
    public TuningTarget(string verb, string[] words, ulong seed)
    {
        (Verb, _fixed, _seed) = (verb, words, seed);
        string[] names = [.. VerbCatalogue.MakeAll().OfType<JobCommand>().Select(v => v.Name)];
        if (!names.Contains(verb))
        {
            string hint = NearestName.Find(verb, names) is { } near
                ? $"Did you mean '{near}'?"
                : $"Verbs that train: {string.Join(", ", names)}.";
            throw new UsageException($"tune needs a verb that trains, and '{verb}' is not one. {hint}");
        }
    }

    /// <summary>The verb.</summary>
    public string Verb { get; }

    /// <summary>Verb, data and options that stay, as they were typed.</summary>
    public string Line => string.Join(' ', _fixed.Prepend(Verb));

    /// <summary>What is searched where nobody says anything.</summary>
    public IReadOnlyList<string> DefaultSearch => Make().DefaultSearch;

    /// <summary>Says in one sentence what can't be searched.</summary>
    /// <param name="options">What is searched.</param>
    /// <exception cref="UsageException">An option is not there, is fixed, or is given twice.</exception>
    public void RequireOptions(TuningOptions options)
    {
        string[] names = [.. Make().Options.Select(o => o.Name.TrimStart('-')).Except(_notSearched)];
        foreach (TunedOption option in options.Space)
        {
            if (!names.Contains(option.Name))
            {
                string hint = NearestName.Find(option.Name, names) is { } near
                    ? $"Did you mean '{near}'?"
                    : $"See them all with: carousel {Verb} --help all";
                throw new UsageException(_notSearched.Contains(option.Name)
                    ? $"--search can't vary {option.Name}: the search sets it."
                    : $"{Verb} has no option '--{option.Name}' to search. {hint}");
            }

            if (options.Space.Count(o => o.Name == option.Name) > 1
                || _fixed.Any(w => w.Split('=')[0] == $"--{option.Name}"))
            {
                throw new UsageException($"--search varies {option.Name}, which is given twice. Give it once.");
            }

            RequireInRange(option);
        }

        foreach (string name in _notSearched.Where(n => _fixed.Any(w => w.Split('=')[0] == $"--{n}")))
        {
            string advice = name is "epochs" or "seed" or "out" or "threads"
                ? "Pass it to tune, before --."
                : "Leave it out.";
            throw new UsageException($"--{name} is given after --, but the search sets it. {advice}");
        }
    }

    /// <summary>The words of a trial's command line.</summary>
    /// <param name="options">What is searched.</param>
    /// <param name="settings">The value of each option.</param>
    /// <param name="epochs">Epochs at most, or null.</param>
    /// <param name="isTrial">True for a trial, on one thread; false for a person who runs it.</param>
    public IReadOnlyList<string> Words(
        TuningOptions options, IReadOnlyList<string> settings, int? epochs, bool isTrial) =>
    [
        Verb, .. _fixed, .. options.Space.SelectMany((o, i) => (string[])[$"--{o.Name}", settings[i]]),
        .. epochs is { } e ? (string[])["--epochs", Invariant.Of($"{e}")] : [],
        "--seed", Invariant.Of($"{_seed}"), .. isTrial ? (string[])["--threads", "1"] : [],
    ];

    /// <summary>The plan of a trial.</summary>
    /// <param name="options">What is searched.</param>
    /// <param name="settings">The value of each option.</param>
    /// <param name="epochs">Epochs at most, or null.</param>
    /// <exception cref="UsageException">The verb does not understand its options.</exception>
    public IJobPlan MakePlan(TuningOptions options, IReadOnlyList<string> settings, int? epochs) =>
        JobLine.MakePlan(Words(options, settings, epochs, isTrial: true));

    private void RequireInRange(TunedOption option)
    {
        foreach (string value in option.Ends)
        {
            JobCommand command = Make();
            try
            {
                command.SchemaOf(JobLine.Parse(command, [Verb, .. _fixed, $"--{option.Name}={value}"]));
            }
            catch (OptionException exception) when (
                !exception.OnCommandLine.StartsWith($"--{option.Name} must be ", StringComparison.Ordinal))
            {
                // Another searched option may make it fit.
            }
        }
    }

    private JobCommand Make() => JobLine.Verb(Verb)!;
}
