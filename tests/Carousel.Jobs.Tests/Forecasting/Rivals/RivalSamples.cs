using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting.Rivals;

/// <summary>Data for rivals alone, without a network.</summary>
internal static class RivalSamples
{
    private static readonly ForecastDesign _design =
        ForecastPlan.Make(Tiny.Daily(Tiny.Wave(130)), Tiny.Options()).Design;

    /// <summary>One series without stamps.</summary>
    public static RivalData Data(float[] values, int trainEnd, int validationEnd, int horizon) => new(
        SeriesSet.FromValues(values), _design with { Horizon = horizon, Season = 1 }, 0, [new RowRange(0, trainEnd)],
        [new RowRange(trainEnd, validationEnd)]);

    /// <summary>A set as its plan divides it, for its first target.</summary>
    public static RivalData Data(SeriesSet set, ForecastOptions options)
    {
        ForecastPlan plan = ForecastPlan.Make(set, options);
        return new RivalData(set, plan.Design, 0, plan.Split.Train.Rows, plan.Split.Validation.Rows);
    }

    /// <summary>The bundled hours: late flights, the flights known ahead; four weeks are left.</summary>
    public static RivalData Flights() => Data(
        SeriesReader.ReadCsv(Sample("us_flights_hourly.csv"), "late_flights", known: ["flights"]),
        new ForecastOptions { Horizon = 24 });

    private static string Sample(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "samples", name);
    }
}
