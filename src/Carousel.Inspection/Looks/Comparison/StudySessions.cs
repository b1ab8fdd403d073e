using System.Globalization;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Inspection.Looks;

/// <summary>Which steps belong to which session of which subject, and in which group each is.</summary>
internal sealed class StudySessions
{
    private const int ShareOfStart = 10;
    private const int MostStartSteps = 20;

    private readonly List<StudySession> _sessions = [];
    private readonly Dictionary<(string Subject, string Session), int> _numbers = [];
    private readonly HashSet<string> _groups = [];

    // Reported only if there are two groups: a column of other values is the greater mistake.
    private DataFormatException? _mixed;

    private StudySessions()
    {
    }

    /// <summary>The sessions in the order of the data.</summary>
    public IReadOnlyList<StudySession> All => _sessions;

    /// <summary>[sequences][T], the number of the session of each step; −1 for a step without a group.</summary>
    public List<int[]> Steps { get; } = [];

    /// <summary>The two groups: differences are the second less the first.</summary>
    public (string First, string Second) Groups { get; private set; }

    /// <summary>Reads the columns.</summary>
    /// <param name="subject">The model and its data.</param>
    /// <param name="options">The columns.</param>
    /// <exception cref="DataFormatException">A session has steps of both groups, or there are not two
    /// groups.</exception>
    public static StudySessions Read(InspectionSubject subject, ComparisonOptions options)
    {
        var sessions = new StudySessions();
        foreach (InspectedSequence sequence in subject.Sequences)
        {
            sessions.Add(subject, sequence, options);
        }

        string[] groups = [.. sessions._groups.Order(StringComparer.Ordinal)];
        OptionSentence advice = groups.Length < 2
            ? "Name a column with two values. If {Sequence} or {MostSequences} excludes a group, read more sequences."
            : "Name a column with two values, or leave out the rows of the others.";
        sessions.Groups = groups.Length == 2 ? (groups[0], groups[1]) : throw OptionTable.None.Unfit(
            $"{subject.DataName}: column '{options.Group}' has {FigureText.Counted(groups.Length, "group")} "
            + $"({FigureText.Listed(groups, 5)}) in the {FigureText.Counted(subject.Sequences.Count, "sequence")} that "
            + $"the model reads, but two groups are compared. {advice}");
        if (sessions._mixed is { } mixed)
        {
            throw mixed;
        }

        sessions.LeaveStartsOut();
        return sessions;
    }

    /// <summary>Steps without a subject or session, which are left out as those without a group are.</summary>
    public int Unnamed { get; private set; }

    /// <summary>
    /// How many first steps of each session are left out of its means, since the state still holds what was before: a
    /// tenth of the shortest session, at most 20.
    /// </summary>
    public int StartSteps { get; private set; }

    /// <summary>[sessions], how many steps each has, the first ones among them.</summary>
    public IReadOnlyList<int> Lengths { get; private set; } = [];

    /// <summary>
    /// Sessions of a subject in the order of time: by number or date where all their names are such, else as in the
    /// data.
    /// </summary>
    public IEnumerable<int> InTime(string subject) =>
        Enumerable.Range(0, _sessions.Count).Where(i => _sessions[i].Subject == subject).OrderBy(TimeOf);

    /// <summary>
    /// When a session was: its name where all names of its subject are numbers, days where they are dates, else its
    /// place among its subject's sessions in the data.
    /// </summary>
    /// <param name="session">Its number.</param>
    public double TimeOf(int session)
    {
        string[] names = [.. _sessions.Where(s => s.Subject == _sessions[session].Subject).Select(s => s.Name)];
        string own = _sessions[session].Name;
        return names.All(
            n => double.TryParse(n, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number))
            ? double.Parse(own, CultureInfo.InvariantCulture)
            : names.All(n => DateTime.TryParse(n, CultureInfo.InvariantCulture, out _))
                ? DateTime.Parse(own, CultureInfo.InvariantCulture).Ticks / (double)TimeSpan.TicksPerDay
                : Array.IndexOf(names, own);
    }

    private void Add(InspectionSubject subject, InspectedSequence sequence, ComparisonOptions options)
    {
        string?[] groups = subject.Column(options.Group, sequence);
        string?[]? subjects = options.Subject is { } s ? subject.Column(s, sequence) : null;
        string?[]? names = options.Session is { } n ? subject.Column(n, sequence) : null;
        var steps = new int[sequence.Steps];
        for (int t = 0; t < steps.Length; t++)
        {
            string own = subjects is not null ? subjects[t] ?? ""
                : options.Unit == ExchangedUnit.Session ? "the subject"
                : sequence.Name, name = names is not null ? names[t] ?? "" : sequence.Name;
            bool isGrouped = !string.IsNullOrWhiteSpace(groups[t]),
                isNamed = !string.IsNullOrWhiteSpace(own) && !string.IsNullOrWhiteSpace(name);
            Unnamed += isGrouped && !isNamed ? 1 : 0;
            steps[t] = isGrouped && isNamed ? Number(own, name, groups[t]!.Trim(), subject.DataName, options) : -1;
        }

        Steps.Add(steps);
    }

    // In each sequence the first steps of a session, however its steps are spread.
    private void LeaveStartsOut()
    {
        var lengths = new int[_sessions.Count];
        foreach (int s in Steps.SelectMany(s => s).Where(s => s >= 0))
        {
            lengths[s]++;
        }

        Lengths = lengths;
        StartSteps = Math.Min(MostStartSteps, lengths.Min() / ShareOfStart);
        foreach (int[] steps in Steps)
        {
            int[] before = [.. steps];
            var left = new int[_sessions.Count];
            for (int t = 0; t < steps.Length; t++)
            {
                if (before[t] >= 0 && left[before[t]]++ < StartSteps)
                {
                    steps[t] = -1;
                }
            }
        }
    }

    private int Number(string subject, string session, string group, string dataName, ComparisonOptions options)
    {
        if (!_numbers.TryGetValue((subject, session), out int number))
        {
            _numbers[(subject, session)] = number = _sessions.Count;
            _sessions.Add(new StudySession(subject, session, group));
        }

        _groups.Add(group);
        if (_sessions[number].Group != group && _mixed is null)
        {
            OptionSentence advice = options.Session is null
                ? "Name the column of sessions by {Session}."
                : "Steps are never exchanged: name sessions that do not change their group.";
            _mixed = OptionTable.None.Unfit(
                $"{dataName}: session '{session}' of '{subject}' has steps of '{_sessions[number].Group}' and of "
                + $"'{group}', but a session belongs to one group. {advice}");
        }

        return number;
    }
}
