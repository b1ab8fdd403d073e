using System.Text.Json.Nodes;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Data;

/// <summary>What can be done with a table, the best first, each with the questions that matter.</summary>
internal static class TableJobs
{
    // Texts that say that a value is missing; others are odd.
    private static readonly string[] _gaps =
        ["", "NA", "N/A", "n/a", "na", "NaN", "nan", "null", "NULL", "None", "-", "--", "?", "."];

    private static readonly string[] _leaving = ["leave", "left", "churn", "churned", "cancel", "cancelled", "quit"];

    /// <summary>The jobs.</summary>
    /// <param name="subject">The table.</param>
    public static IReadOnlyList<Recommendation> Of(TableSubject subject)
    {
        var jobs = new List<Recommendation>();
        Recommendation? media = OfFiles(subject);
        if (media is not null)
        {
            jobs.Add(media);
        }

        bool hasTime = subject.HasTime || subject.Table.Ambiguity is not null;
        bool isLog = hasTime && subject.Frequency is null && LeavingOf(subject) is not null;
        if (isLog)
        {
            jobs.Add(Survive(subject));
        }

        if (subject is { Texts.Count: > 0, Classes.Count: > 0 } && media is null)
        {
            jobs.Add(ClassifyTexts(subject));
        }

        if (hasTime && subject.Target >= 0)
        {
            Recommendation[] both = [Forecast(subject), Anomaly(subject)];
            jobs.AddRange(subject.Alarm >= 0 ? both.Reverse() : both);
        }

        if (subject is { Numbers.Count: > 0, Classes.Count: > 0 } && media is null)
        {
            int wholes = subject.Classes.FirstOrDefault(subject.IsOneForEachId, -1);
            Recommendation classes = wholes >= 0 ? ClassifySteps(subject, wholes) : Tag(subject);
            jobs.Insert(hasTime && wholes < 0 ? jobs.Count : 0, classes);
        }

        if (subject is { Ids: >= 0, Classes.Count: 0, Numbers.Count: > 0 } && !hasTime)
        {
            jobs.Add(FileJobs.Job(
                "life",
                $"'{subject.NameOf(subject.Ids)}' identifies units; their rows are records until failure."));
        }

        if (!hasTime && subject.Target >= 0 && media is null)
        {
            jobs.AddRange([Forecast(subject), Anomaly(subject)]);
        }

        if (subject is { Texts.Count: >= 2, Classes.Count: 0, Numbers.Count: 0 } && media is null)
        {
            jobs.Add(FileJobs.Job("translate", "It contains lines and their translations."));
        }

        return jobs;
    }

    private static Recommendation Forecast(TableSubject subject)
    {
        JsonObject options = Reading(subject);
        options["target"] = new JsonArray(subject.NameOf(subject.Target));
        options["horizon"] = ForecastDefaults.Horizon(subject.Frequency, subject.Table.Starts.Count);
        if (subject.Ahead.Count > 0)
        {
            options["known"] = new JsonArray([.. subject.Ahead.Select(c => JsonValue.Create(subject.NameOf(c)))]);
        }

        if (subject.Ids >= 0)
        {
            options["id"] = subject.NameOf(subject.Ids);
        }

        List<Question> questions =
        [
            new("target", "What to predict?", "One or several columns of numbers.", "columns")
            {
                Choices = Choices(subject, subject.Numbers),
            },
            new("horizon", "How far ahead?", $"In steps{Steps(subject.Frequency)}.", "number")
            {
                Least = 1,
                Most = 100_000,
            },
            new(
                "known", "What is known ahead?",
                "Columns whose future values you will know, such as prices and holidays. Leave it empty if none.",
                "columns")
            {
                Choices = Choices(subject, subject.Numbers),
                Optional = true,
            },
        ];
        if (subject.Ids >= 0 || subject.Classes.Count > 0)
        {
            questions.Add(IdQuestion(subject, "Which column identifies the series?"));
        }

        if (subject.Audit is { Frequency: null } && Every(subject) is { } every)
        {
            options["every"] = every;
            questions.Add(new Question(
                "every", "How long is a step?",
                "The rows are not evenly spaced; they are averaged over steps of this length, such as 10min, 1h or 1d.",
                "choice")
            {
                Choices =
                [
                    .. new[] { every, "1min", "10min", "1h", "1d" }.Distinct().Select(w => new QuestionChoice(w, w)),
                ],
                Optional = true,
            });
        }

        AddTimeForm(subject, questions, options);
        string by = subject.HasTime && subject.Frequency is { } frequency ? $", {frequency.Name}" : "";
        return new Recommendation(
            "forecast", $"'{subject.NameOf(subject.Target)}' is a number over time{by}.", questions,
            options);
    }

    private static Recommendation Anomaly(TableSubject subject)
    {
        JsonObject options = Reading(subject);
        options["target"] = new JsonArray(
            [.. subject.Numbers.Where(c => c != subject.Alarm).Select(c => JsonValue.Create(subject.NameOf(c)))]);
        List<Question> questions =
        [
            new("target", "What to watch?", "Columns of numbers whose normal behaviour is learned.", "columns")
            {
                Choices = Choices(subject, subject.Numbers),
            },
        ];
        if (subject.Alarm >= 0)
        {
            options["label"] = subject.NameOf(subject.Alarm);
            questions.Add(new Question(
                "label", "Which column marks anomalies?", "It is used only for evaluation.", "column")
            {
                Choices = Choices(subject, [subject.Alarm]),
                Optional = true,
            });
        }

        questions.Add(new Question(
            "rate", "How many false alarms are allowed?", "The share of normal rows that may be marked, such as 0.001.",
            "number")
        {
            Optional = true,
            Least = 0.000001,
            Most = 0.5,
        });
        AddTimeForm(subject, questions, options);
        return new Recommendation(
            "anomaly",
            subject.Alarm >= 0
                ? $"'{subject.NameOf(subject.Alarm)}' marks anomalies, and there are numbers to watch."
                : "Unusual rows can be found.",
            questions, options);
    }

    private static Recommendation ClassifyTexts(TableSubject subject)
    {
        (string label, string text) = (subject.NameOf(subject.Classes[0]), subject.NameOf(subject.Texts[0]));
        return new Recommendation(
            "classify", $"'{text}' contains texts, and '{label}' a class for each.",
            [
                ClassQuestion(subject),
                new("text-column", "Which column contains the texts?", "A text of any length.", "column")
                {
                    Choices = Choices(subject, subject.Texts),
                },
            ],
            new JsonObject { ["label"] = label, ["text-column"] = text });
    }

    private static Recommendation ClassifySteps(TableSubject subject, int classes)
    {
        JsonObject options = Reading(subject);
        (options["label"], options["id"]) = (subject.NameOf(classes), subject.NameOf(subject.Ids));
        return new Recommendation(
            "classify",
            $"Each '{subject.NameOf(subject.Ids)}' is a sequence of rows with one '{subject.NameOf(classes)}'.",
            [
                ClassQuestion(subject), IdQuestion(subject, "Which column identifies the sequences?"),
                new(
                    "channel", "What does it read?", "Columns of numbers; by default all remaining ones.",
                    "columns")
                {
                    Choices = Choices(subject, subject.Numbers),
                    Optional = true,
                },
            ],
            options);
    }

    private static Recommendation Tag(TableSubject subject) => new(
        "tag", $"Each row of numbers has a '{subject.NameOf(subject.Classes[0])}'.", [ClassQuestion(subject)],
        new JsonObject { ["label"] = subject.NameOf(subject.Classes[0]) });

    private static Recommendation Survive(TableSubject subject)
    {
        JsonObject options = Reading(subject);
        (int column, string word) = LeavingOf(subject)!.Value;
        (options["event"], options["leave"]) = (subject.NameOf(column), word);
        return new Recommendation(
            "survive", $"It is a log of events, and '{word}' looks like the event of leaving.",
            [
                new("leave", "Which event means leaving?", "The event after which a customer is gone.", "choice")
                {
                    Choices = [.. subject.Table.Columns[column].Cells.Take(50).Select(w => new QuestionChoice(w, w))],
                },
            ],
            options);
    }

    private static (int Column, string Word)? LeavingOf(TableSubject subject)
    {
        foreach (int c in subject.Classes)
        {
            if (subject.Table.Columns[c].Cells.FirstOrDefault(
                w => _leaving.Contains(w, StringComparer.OrdinalIgnoreCase)) is { } word)
            {
                return (c, word);
            }
        }

        return null;
    }

    private static Recommendation? OfFiles(TableSubject subject)
    {
        foreach (TableColumn column in subject.Table.Columns)
        {
            string first = column.IsNumber ? "" : column.Cells.FirstOrDefault(cell => cell.Length > 0) ?? "";
            if (first.EndsWith(".wav", StringComparison.OrdinalIgnoreCase))
            {
                return FileJobs.Job("transcribe", $"'{column.Name}' names recordings, with their transcripts.");
            }

            if (first.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            {
                return FileJobs.Job("caption", $"'{column.Name}' names pictures, with sentences about them.");
            }
        }

        return null;
    }

    private static Question ClassQuestion(TableSubject subject) =>
        new("label", "What to predict?", "The column of classes.", "column")
        {
            Choices = Choices(subject, subject.Classes),
        };

    private static Question IdQuestion(TableSubject subject, string text) =>
        new("id", text, "Its values name the series or sequences.", "column")
        {
            Choices = Choices(
                subject,
                [.. (subject.Ids < 0 ? [] : new[] { subject.Ids }).Concat(subject.Classes).Distinct()]),
            Optional = true,
        };

    private static void AddTimeForm(TableSubject subject, List<Question> questions, JsonObject options)
    {
        if (subject.Table.Ambiguity is not { } example)
        {
            return;
        }

        char separator = example.First(letter => !char.IsAsciiDigit(letter));
        string clock = example.Count(letter => letter == ':') switch { 0 => "", 1 => " H:mm", _ => " H:mm:ss" };
        string day = $"d{separator}M{separator}yyyy{clock}", month = $"M{separator}d{separator}yyyy{clock}";
        options["time-format"] = day;
        questions.Add(new Question(
            "time-format", $"Does '{example}' begin with the day or with the month?",
            "Neither the other rows nor their intervals decide it.", "choice")
        {
            Choices = [new(day, "with the day"), new(month, "with the month")],
        });
    }

    // Cells that say that nothing is there are gaps, without asking.
    private static JsonObject Reading(TableSubject subject)
    {
        string[] gaps = [.. subject.Table.Gaps.Keys.Where(cell => _gaps.Contains(cell)).Order(StringComparer.Ordinal)];
        return gaps.Length == 0 ? []
            : new JsonObject { ["missing"] = new JsonArray([.. gaps.Select(g => JsonValue.Create(g))]) };
    }

    private static string? Every(TableSubject subject)
    {
        DateTime[] times =
        [
            .. subject.Table.Times.Where((t, r) => t != Table.NoTime
                    && (subject.Ids < 0 || subject.Table.Columns[subject.Ids].Codes[r] == 0))
                .Order().Select(t => new DateTime(t)),
        ];
        return times.Length < 3 || (times.Distinct().Count() == times.Length && JitteredClock.Find(times) is not null)
            ? null
            : JitteredClock.RoundStep(times) is { } step ? Sampling.TextOf(step) : null;
    }

    private static string Steps(Frequency? frequency) => frequency is null
        ? ", which are rows"
        : $": a step is {frequency.Describe(1)}";

    private static QuestionChoice[] Choices(TableSubject subject, IEnumerable<int> columns) =>
        [.. columns.Select(c => new QuestionChoice(subject.NameOf(c), subject.NameOf(c)))];
}
