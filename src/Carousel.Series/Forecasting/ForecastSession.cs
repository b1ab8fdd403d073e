using System.Text.Json;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Forecasting;

/// <summary>
/// A session of a forecaster: a row of its table in, the next steps out, as <see cref="ForecastStream"/> answers lines.
/// </summary>
/// <remarks>
/// Columns known ahead repeat their last season. The state holds the rows that a forecast can depend on, and what
/// intervals follow.
/// </remarks>
internal sealed class ForecastSession : SteppingSession
{
    private readonly RowColumns _columns;
    private readonly ForecastStream _stream;

    private ForecastSession(Forecaster model, StateMark mark)
        : base(mark)
    {
        _columns = new RowColumns(StreamColumns.Names(model.Design));
        _stream = new ForecastStream(model, new ForecastStreamOptions
        {
            Source = Source,
            Cells = new ReadOptions { Missing = [RowColumns.Missing] },
            RepeatKnown = true,
            KeepsScore = false,
        });
    }

    /// <summary>What makes the sessions of a forecaster.</summary>
    public static ISteppingModel Of(IJobModel model)
    {
        var forecaster = (Forecaster)model;
        var mark = StateMark.Of(forecaster);
        ForecastDesign design = forecaster.Design;
        return new SteppingModel(
            $"the cells {CsvColumns.Shown(StreamColumns.Names(design))} of the next row",
            $"medians of {string.Join(", ", design.Targets)} over the next {design.Horizon} rows and the ends of an "
            + $"interval, in the units of the data; null until {design.Lookback} rows have come",
            () => new ForecastSession(forecaster, mark));
    }

    /// <inheritdoc/>
    protected override void Take(JsonElement row, long number, Utf8JsonWriter answer)
    {
        if (_columns.Read(row, number) is { } cells)
        {
            IStreamAnswer? told = _stream.Take(cells.Cells, cells.DecimalSeparator, number);
            _columns.Accept();
            if (told is not null)
            {
                told.Write(answer);
                return;
            }
        }

        AnswerNothing(answer);
    }

    /// <inheritdoc/>
    protected override void Write(BinaryWriter writer)
    {
        _columns.Write(writer);
        _stream.Write(writer);
    }

    /// <inheritdoc/>
    protected override void Read(BinaryReader reader)
    {
        _columns.Read(reader);
        _stream.Read(reader);
    }

    /// <inheritdoc/>
    protected override void End() => _stream.Dispose();
}
