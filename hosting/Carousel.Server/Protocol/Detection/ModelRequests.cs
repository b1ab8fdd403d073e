using Carousel.Anomalies;
using Carousel.Server.Doors;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;
using static Carousel.Server.Protocol.DetectionFields;

namespace Carousel.Server.Protocol;

/// <summary>Answers requests about models of several variables.</summary>
/// <param name="sessions">Reads bodies.</param>
/// <param name="doorkeeper">Counts callers.</param>
/// <param name="root">The folder of data; null if the server has no such folder.</param>
internal sealed class ModelRequests(SessionRequests sessions, Doorkeeper doorkeeper, string? root) : IDisposable
{
    /// <summary>The beginning of the paths.</summary>
    public const string Start = "multivariate/";

    private const int LeastWindow = 28, MostWindow = 2880;
    private const int MostVariables = 300, MostCharacters = 1000;
    private const float MostValue = 1e30f;

    // Steps of a key's limit.
    private const int StepsOfTraining = 100, StepsOfSearch = 20;
    private const string Argument = "BadArgument";

    private readonly DetectionModels? _models = root is null ? null : new DetectionModels(root);

    /// <inheritdoc/>
    public void Dispose() => _models?.Dispose();

    /// <summary>Reads a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="path">The path after <see cref="Start"/>.</param>
    /// <returns>The status, and what makes the answer; null is an answer without a body.</returns>
    /// <exception cref="RequestException">It cannot be answered.</exception>
    public async Task<(int Status, Func<object?> Work)> BeginAsync(HttpContext context, Caller caller, string path)
    {
        DetectionModels models = _models ?? throw Wrong(
            "StorageReadError",
            "This server has no folder of data, from which models of several variables are trained: start it with one.",
            403);
        string own = context.Request.Path.Value!;
        string url = $"{context.Request.Scheme}://{context.Request.Host}{own[..^path.Length]}";
        string[] parts = path.Split('/', ':');
        string id = parts.ElementAtOrDefault(1) ?? "";
        long owner = caller.Owner;
        IHeaderDictionary headers = context.Response.Headers;
        switch (context.Request.Method, parts)
        {
            case ("GET", ["models"]):
                return (200, () => Page(context, models.All(owner), url));
            case ("POST", ["models"]):
                ModelInfo info = await ReadAsync(sessions, context, DetectionJson.Default.ModelInfo)
                    .ConfigureAwait(false);
                Check(info = info with { AlignPolicy = info.AlignPolicy ?? new AlignPolicy() });
                doorkeeper.Count(caller, StepsOfTraining);
                (string data, DateTime from, DateTime to) = Source(info.DataSource, info.StartTime, info.EndTime);
                Require(
                    File.Exists(data) == (info.DataSchema == "OneTable"), "DataSchemaInvalid",
                    "The data of 'OneTable' are a CSV file, those of 'MultiTable' a folder of CSV files.");
                DetectionModel made = models.Train(owner, info, data, from, to);
                headers.Location = $"{url}models/{made.ModelId}";
                return (201, () => made);
            case ("GET", ["models", _]):
                return (200, () => models[owner, id]);
            case ("DELETE", ["models", _]):
                models.Delete(owner, models[owner, id].ModelId);
                return (204, () => null);
            case ("POST", ["models", _, "detect-batch"]):
                DetectionModel model = Ready(models[owner, id]);
                BatchRequest setup = await ReadAsync(sessions, context, DetectionJson.Default.BatchRequest)
                    .ConfigureAwait(false);
                (data, from, to) = Source(setup.DataSource, setup.StartTime, setup.EndTime);
                doorkeeper.Count(caller, StepsOfSearch);
                return (202, () => Begun(models.Search(
                    owner, model, setup,
                    DetectionTable.Read(data, model.ModelInfo.AlignPolicy!, DateTime.MinValue, to), from,
                    context.RequestAborted)));
            case ("POST", ["models", _, "detect-last"]):
                model = Ready(models[owner, id]);
                RowRequest rows = await ReadAsync(sessions, context, DetectionJson.Default.RowRequest)
                    .ConfigureAwait(false);
                Require(
                    rows.Variables is not { Length: > MostVariables }, Argument,
                    $"A request has at most {MostVariables} variables.");
                doorkeeper.Count(caller, StepsOfSearch);
                return (200, () => LastOf(models, owner, model, rows, context.RequestAborted));
            case ("GET", ["detect-batch", _]):
                return (200, () => models.Found(owner, id));
            default:
                throw Refusals.NoPath(own);
        }

        BatchAnswer Begun(BatchAnswer found)
        {
            headers["Operation-Id"] = found.ResultId;
            headers["Operation-Location"] = $"{url}detect-batch/{found.ResultId}";
            return found with { Results = [] };
        }
    }

    private static RowAnswer LastOf(
        DetectionModels models, long owner, DetectionModel model, RowRequest rows, CancellationToken left)
    {
        ChannelData table = DetectionTable.Of(
            [.. (rows.Variables ?? []).Select(Variable)], model.ModelInfo.AlignPolicy!, DateTime.MinValue,
            DateTime.MaxValue, MostWindow);
        return new RowAnswer(models.Judge(owner, model, table, table.Stamps![^1], rows.TopContributorCount, left));
    }

    private static ModelPage Page(HttpContext context, DetectionModel[] all, string url)
    {
        int skip = Number("skip", 0), top = Number("top", 10), next = skip + top;
        return new ModelPage(
            [.. all.Skip(skip).Take(top)], all.Length, DetectionModels.MostModels,
            next < all.Length ? $"{url}models?skip={next}&top={top}" : null);

        int Number(string name, int missing) => context.Request.Query[name] is not [{ } text] ? missing
            : ushort.TryParse(text, out ushort number) ? number
            : throw Wrong("InvalidRequestParameterError", $"The '{name}' parameter must be a number from 0 to 65535.");
    }

    private static void Check(ModelInfo info)
    {
        AlignPolicy policy = info.AlignPolicy!;
        RequireOneOf(policy.AlignMode, ["Inner", "Outer"], "alignMode", "InvalidAlignMode");
        RequireOneOf(
            policy.FillNAMethod, ["Linear", "Previous", "Subsequent", "Zero", "Fixed", "NotFill"], "fillNAMethod",
            "InvalidFillNAMethod");
        Require(
            policy is not { FillNAMethod: "Fixed", PaddingValue: null }, "RequiredPaddingValue",
            "The 'paddingValue' field is required if 'fillNAMethod' is 'Fixed'.");
        Require(
            policy.PaddingValue is null or >= -MostValue and <= MostValue, "RequiredPaddingValue",
            "The 'paddingValue' field must be a number from -1e30 to 1e30.");
        Require(
            policy is not { AlignMode: "Outer", FillNAMethod: "NotFill" }, "InvalidFillNAMethod",
            "The 'fillNAMethod' cannot be 'NotFill' if 'alignMode' is 'Outer'.");
        RequireOneOf(info.DataSchema, ["OneTable", "MultiTable"], "dataSchema", "DataSchemaInvalid");
        Require(
            info.DisplayName is { Length: <= MostCharacters } && info.DataSource is not { Length: > MostCharacters },
            Argument, $"The 'displayName' and 'dataSource' fields have at most {MostCharacters} characters.");
        Require(
            info.SlidingWindow is >= LeastWindow and <= MostWindow, "InvalidSlidingWindow",
            "The 'slidingWindow' field must be a whole number from 28 to 2880.");
    }

    private static DetectionModel Ready(DetectionModel model)
    {
        string status = model.ModelInfo.Status;
        Require(
            status == "READY", status == "FAILED" ? "ModelFailed" : "ModelNotReady",
            "The model is not ready: GET the model for its status and its errors.");
        return model;
    }

    private static (string, IReadOnlyList<DateTime>, float[]) Variable(VariableValues variable) => variable is
    {
        Variable: { } name, Timestamps: { Length: <= MostWindow } stamps, Values: { } values,
    } && stamps.Length == values.Length
        ? (
            name, [.. stamps.Select(s => Time(s, "InvalidTimestampFormat"))],
            [.. values.Select(v => v is { } known && float.IsFinite(known) ? known : float.NaN)])
        : throw Wrong(
            Argument, $"Each variable needs a name and as many timestamps as values, at most {MostWindow} of each.");

    private (string Path, DateTime From, DateTime To) Source(string? source, string? start, string? end)
    {
        DateTime from = Parsed(start, "Start"), to = Parsed(end, "End");
        Require(from <= to, Argument, "The 'endTime' must not be before the 'startTime'.");
        return (
            DetectionTable.PathOf(
                root!, source ?? throw Wrong("RequiredSource", "The 'dataSource' field is required.")), from, to);

        static DateTime Parsed(string? text, string name) => text is null
            ? throw Wrong($"Required{name}Time", $"The '{name.ToLowerInvariant()}Time' field is required.")
            : Time(text, "InvalidTimestampFormat");
    }
}
