using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting.Baselines;

/// <summary>Data for baselines alone, without a network.</summary>
internal static class BaselineSamples
{
    private static readonly ForecastDesign _design =
        ForecastPlan.Make(Tiny.Daily(Tiny.Wave(130)), Tiny.Options()).Design;

    /// <summary>One series without stamps.</summary>
    public static BaselineData Data(float[] values, int trainEnd, int validationEnd, int horizon) => new(
        SeriesSet.FromValues(values), _design with { Horizon = horizon, Season = 1 }, 0, [new RowRange(0, trainEnd)],
        [new RowRange(trainEnd, validationEnd)]);

    /// <summary>A set as its plan divides it, for its first target.</summary>
    public static BaselineData Data(SeriesSet set, ForecastOptions options)
    {
        ForecastPlan plan = ForecastPlan.Make(set, options);
        return new BaselineData(set, plan.Design, 0, plan.Split.Train.Rows, plan.Split.Validation.Rows);
    }

    /// <summary>The bundled hours: late flights, the flights known ahead; four weeks are left.</summary>
    public static BaselineData Flights() => Data(
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
