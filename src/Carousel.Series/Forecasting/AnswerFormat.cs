using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>What the answers of a stream hold.</summary>
internal sealed class AnswerFormat
{
    public AnswerFormat(ForecastDesign design, ForecastStreamOptions options)
    {
        Design = design;
        Steps = options.Steps ?? design.Horizon;
        if (Steps > design.Horizon)
        {
            throw new OptionException(
                $"{{Steps}} must be at most {design.Horizon}, the model's horizon, but is {Steps}.");
        }

        Interval = options.Interval;
        Level = options.Interval ?? design.Intervals[0];
    }

    /// <summary>What the model forecasts.</summary>
    public ForecastDesign Design { get; }

    /// <summary>Steps ahead.</summary>
    public int Steps { get; }

    /// <summary>The interval as CSV, in percent; null for none.</summary>
    public double? Interval { get; }

    /// <summary>The interval as JSON and of the measured coverage, in percent.</summary>
    public double Level { get; }

    /// <summary>The head of the answers as CSV.</summary>
    public string Header
    {
        get
        {
            var names = new List<string> { Design.TimeName ?? "row" };
            if (Design.IdName is { } id)
            {
                names.Add(id);
            }

            foreach (string target in Design.Targets)
            {
                for (int t = 1; t <= Steps; t++)
                {
                    names.Add($"{target}+{t}");
                    names.AddRange(Interval is null ? [] : [$"{target}+{t} low", $"{target}+{t} high"]);
                }
            }

            return string.Join(',', names.Select(CsvCell.Of));
        }
    }
}
