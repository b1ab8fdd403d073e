using System.Text.Json;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Storage;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Forecasting;

/// <summary>A forecaster's parts to and from a model file.</summary>
internal static class ForecastFile
{
    public const string Task = "forecast";

    private const string TemplatesName = "calibration.templates";

    public static ModelFile ToFile(
        ForecastModel model, ForecastScaling scaling, Calibration calibration, SamplePaths paths, FitSummary summary, ForecastOrigin origin)
    {
        var tensors = new List<StoredTensor>(model.ToTensors());
        if (paths.Templates.Count > 0)
        {
            float[] values = [.. paths.Templates.SelectMany(t => t)];
            tensors.Add(new StoredTensor(TemplatesName, new Shape(paths.Templates.Count, paths.Templates[0].Length), values));
        }

        return new ModelFile
        {
            Task = Task,
            Configuration = JsonSerializer.Serialize(model.Design, ForecastJson.Default.ForecastDesign),
            Scalers = JsonSerializer.Serialize(new ForecastFitted(scaling, calibration), ForecastJson.Default.ForecastFitted),
            Training = summary.ToJson(),
            Data = JsonSerializer.Serialize(origin, ForecastJson.Default.ForecastOrigin),
            Tensors = tensors,
        };
    }

    public static (ForecastModel Model, ForecastFitted Fitted, SamplePaths Paths, FitSummary Summary, ForecastOrigin Origin) Read(
        string path, Backend backend) => ModelFile.Map(path, Task, file =>
    {
        ForecastDesign design = ModelEntry.Parse(file.Configuration, ForecastJson.Default.ForecastDesign, path, "configuration");
        ForecastFitted fitted = ModelEntry.Parse(file.Scalers, ForecastJson.Default.ForecastFitted, path, "scalers");
        ForecastModel model = ModelEntry.Build(
            file, path, backend, HasSizesInRange(design) && IsConsistent(design), design.Hidden, () => new ForecastModel(design), name => name != TemplatesName);
        if (!Fits(fitted, design))
        {
            throw new ModelFileException($"{path}: the model's scalers do not fit its configuration; the file was damaged or made by hand.");
        }

        return (
            model,
            fitted,
            Paths(file, design, path),
            FitSummary.Of(file, path),
            ModelEntry.Parse(file.Data, ForecastJson.Default.ForecastOrigin, path, "data"));
    }, backend.Threads);

    private static bool HasSizesInRange(ForecastDesign design) =>
        design.Hidden is >= 1 and <= 4096 && design.Layers is >= 1 and <= 16 && design.Ensemble is >= 1 and <= 50
        && design.Horizon is >= 1 and <= 10_000 && design.Lookback is >= 1 and <= 100_000 && design.LevelSpan >= 1 && design.Season >= 1
        && design.Levels.All(l => l >= 1) && design.Lags.All(l => l >= design.Horizon)
        && design.Segment >= 1 && design.Horizon % design.Segment == 0 && design.Lookback % design.Segment == 0
        && design.TargetCount >= 1 && design.Quantiles.Contains(0.5) && design.Quantiles.All(q => q is > 0 and < 1)
        && design.Quantiles.Zip(design.Quantiles.Skip(1)).All(pair => pair.First < pair.Second)
        && design.Intervals.Count >= 1 && design.Intervals.All(l => l is > 0 and < 100) && double.IsFinite(design.CountScale);

    private static bool IsConsistent(ForecastDesign design) =>
        design.Transforms.Count == design.Columns.Count && design.Masked.All(design.Columns.Contains)
        && design.Columns.Distinct(StringComparer.Ordinal).Count() == design.Columns.Count
        && design.Rates.All(r => design.Targets.Contains(r.Target) && design.Known.Contains(r.Known))
        && Enum.IsDefined(design.Loss) && Enum.IsDefined(design.Normalisation) && Enum.IsDefined(design.Gaps) && design.Transforms.All(Enum.IsDefined);

    private static bool Fits(ForecastFitted fitted, ForecastDesign design) =>
        fitted.Scaling.Series.Values.All(s => s.Count == design.Columns.Count + design.Rates.Count && s.All(IsUsable))
        && fitted.Scaling.Statics.Count == design.Static.Count && fitted.Scaling.Statics.All(IsUsable)
        && fitted.Calibration.Offsets.Count == design.TargetCount
        && fitted.Calibration.Offsets.All(o => o.Count == design.Quantiles.Count && o.All(double.IsFinite));

    private static bool IsUsable(FittedScaler scaler) => double.IsFinite(scaler.Offset) && double.IsFinite(scaler.Scale) && scaler.Scale > 0;

    private static SamplePaths Paths(ModelFile file, ForecastDesign design, string path)
    {
        if (!file.TryFind(TemplatesName, out StoredTensor? templates))
        {
            return new SamplePaths([]);
        }

        int cells = design.Horizon * design.TargetCount;
        if (templates.Shape.Rank != 2 || templates.Shape[1] != cells)
        {
            throw new ModelFileException($"{path}: the tensor '{TemplatesName}' has the shape {templates.Shape}, but {cells} values a row are needed.");
        }

        return new SamplePaths([.. Enumerable.Range(0, templates.Shape[0]).Select(t => templates.Values.Slice(t * cells, cells).ToArray())]);
    }
}
