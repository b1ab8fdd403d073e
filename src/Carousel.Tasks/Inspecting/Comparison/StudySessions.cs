using System.Globalization;
using Carousel.Data;

namespace Carousel.Tasks.Inspecting.Comparison;

/// <summary>Which steps belong to which session of which subject, and in which group each is.</summary>
internal sealed class StudySessions
{
    private readonly List<StudySession> _sessions = [];
    private readonly Dictionary<(string Subject, string Session), int> _numbers = [];

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
    /// <exception cref="DataFormatException">A session has steps of both groups, or there are not two groups.</exception>
    public static StudySessions Read(InspectionSubject subject, ComparisonOptions options)
    {
        var sessions = new StudySessions();
        foreach (InspectedSequence sequence in subject.Sequences)
        {
            sessions.Add(subject, sequence, options);
        }

        string[] groups = [.. sessions._sessions.Select(s => s.Group).Distinct().Order(StringComparer.Ordinal)];
        sessions.Groups = groups.Length == 2 ? (groups[0], groups[1]) : throw new DataFormatException(
            $"{subject.DataName}: column '{options.Group}' has {groups.Length} group{(groups.Length == 1 ? "" : "s")} ({string.Join(", ", groups.Take(5))}{(groups.Length > 5 ? ", …" : "")}) where the model reads, but two are compared. Name a column with two values, or leave out the rows of the others.");
        return sessions;
    }

    /// <summary>Sessions of a subject in the order of time: by number or date where all their names are such, else as in the data.</summary>
    public IEnumerable<int> InTime(string subject)
    {
        int[] own = [.. Enumerable.Range(0, _sessions.Count).Where(i => _sessions[i].Subject == subject)];
        return own.All(i => double.TryParse(_sessions[i].Name, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? own.OrderBy(i => double.Parse(_sessions[i].Name, CultureInfo.InvariantCulture))
            : own.All(i => DateTime.TryParse(_sessions[i].Name, CultureInfo.InvariantCulture, out _))
                ? own.OrderBy(i => DateTime.Parse(_sessions[i].Name, CultureInfo.InvariantCulture))
                : own;
    }

    private void Add(InspectionSubject subject, InspectedSequence sequence, ComparisonOptions options)
    {
        string?[] groups = subject.Column(options.Group, sequence);
        string?[]? subjects = options.Subject is { } s ? subject.Column(s, sequence) : null;
        string?[]? names = options.Session is { } n ? subject.Column(n, sequence) : null;
        var steps = new int[sequence.Steps];
        for (int t = 0; t < steps.Length; t++)
        {
            string own = subjects is not null ? subjects[t] ?? "" : options.Unit == ExchangedUnit.Session ? "the subject" : sequence.Name;
            steps[t] = string.IsNullOrWhiteSpace(groups[t]) ? -1 : Number(own, names is not null ? names[t] ?? "" : sequence.Name, groups[t]!.Trim(), subject.DataName, options);
        }

        Steps.Add(steps);
    }

    private int Number(string subject, string session, string group, string dataName, ComparisonOptions options)
    {
        if (!_numbers.TryGetValue((subject, session), out int number))
        {
            _numbers[(subject, session)] = number = _sessions.Count;
            _sessions.Add(new StudySession(subject, session, group));
        }

        return _sessions[number].Group == group ? number : throw new DataFormatException(
            $"{dataName}: session '{session}' of '{subject}' has steps of '{_sessions[number].Group}' and of '{group}', but a session belongs to one group. {(options.Session is null ? "Name the column of sessions by --session." : "Steps are never exchanged: name sessions that do not change their group.")}");
    }
}
