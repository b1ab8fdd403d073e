using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Forecasting;

/// <summary>
/// A session of a forecaster: a row of its table in, the next steps out, as <see cref="ForecastStream"/> answers lines.
/// </summary>
/// <remarks>
/// Columns known ahead are those that came with the row; without them they repeat their last season. The state holds
/// the rows that a forecast can depend on, and what intervals follow.
/// </remarks>
internal sealed class ForecastSession : SteppingSession
{
    private const string RowName = "row", AheadName = "ahead";

    private readonly ForecastDesign _design;
    private readonly RowColumns _columns;
    private readonly ForecastStream _stream;

    private ForecastSession(Forecaster model, StateMark mark)
        : base(mark)
    {
        _design = model.Design;
        _columns = new RowColumns(StreamColumns.Names(_design));
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
            $"the cells {CsvColumns.Shown(StreamColumns.Names(design))} of the next row" + (design.Known.Count == 0 ? ""
            : $", or {{\"row\": these, \"ahead\": [the cells {CsvColumns.Shown([.. design.Known])} of up to "
                + $"{design.Horizon} following rows]}}"),
            $"medians of {CsvColumns.Shown(design.Targets)} over the next {design.Horizon} rows and the ends of an "
            + $"interval, in the units of the data; null until {design.Lookback} rows have come, and for all rows of a "
            + "request except the last",
            () => new ForecastSession(forecaster, mark));
    }

    /// <inheritdoc/>
    protected override void Take(JsonElement row, long number, Utf8JsonWriter answer, StepTurn turn)
    {
        IReadOnlyList<RowCells>? ahead = null;
        if (row.ValueKind == JsonValueKind.Object && row.TryGetProperty(RowName, out JsonElement own)
            && row.TryGetProperty(AheadName, out JsonElement rows))
        {
            (row, ahead) = (own, Ahead(rows, number));
        }

        if (_columns.Read(row, number) is { } cells)
        {
            IStreamAnswer? told = _stream.Take(cells.Cells, cells.DecimalSeparator, number, ahead);
            _columns.Accept();
            if (told is not null && !turn.IsFollowed)
            {
                told.Write(answer);
                return;
            }
        }

        AnswerNothing(answer);
    }

    private RowCells[] Ahead(JsonElement rows, long number)
    {
        if (_design.Known.Count == 0 || _design.Every is not null)
        {
            throw new DataFormatException(
                Source, number, 0,
                (_design.Every is { } every
                    ? $"the model resamples rows to a grid of {every} and cannot use rows known in advance."
                    : "the model has no columns that are known in advance.")
                + $" Write only the row, without '{AheadName}'.");
        }

        if (rows.ValueKind != JsonValueKind.Array || rows.GetArrayLength() > _design.Horizon)
        {
            throw new DataFormatException(
                Source, number, 0,
                $"'{AheadName}' is an array of up to {_design.Horizon} rows, the next one first; each contains "
                + $"{CsvColumns.Shown([.. _design.Known])}.");
        }

        var columns = new RowColumns(_design.Known);
        columns.Accept();
        return [.. rows.EnumerateArray().Select(row => columns.Read(row, number)!)];
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
