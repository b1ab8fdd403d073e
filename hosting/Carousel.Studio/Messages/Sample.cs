namespace Carousel.Studio.Messages;

/// <summary>Data that come with the program.</summary>
/// <param name="Name">Their path relative to the program.</param>
/// <param name="Title">What they are.</param>
/// <param name="Job">What they are for.</param>
internal sealed record Sample(string Name, string Title, string Job)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Sample> All { get; } =
    [
        new("samples/us_flights_hourly.csv", "Late flights in the USA, hourly", "forecast"),
        new("samples/film_reviews.tsv", "Film reviews, for or against", "classify"),
        new("samples/english_ewt.conll", "English sentences with parts of speech", "tag"),
        new("samples/spoken_digits.tsv", "Spoken digits", "transcribe"),
        new("samples/moby_dick.txt", "Moby Dick", "language"),
        new("samples/four_part_rules.json", "Music in four parts", "music"),
        new("samples/simulated_customers.csv.gz", "Events of simulated customers", "survive"),
    ];
}

/// <summary>All samples.</summary>
/// <param name="Samples">The samples.</param>
internal sealed record SampleList(IReadOnlyList<Sample> Samples);
