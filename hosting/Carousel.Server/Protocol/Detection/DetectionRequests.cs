using System.Net;
using System.Text.Json;
using Carousel.Data;
using Carousel.Server.Doors;
using Carousel.Server.Wire;
using Carousel.Storage;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>
/// Anomalies and change points, with the paths, fields, limits and error codes of the REST interface of Azure Anomaly
/// Detector 1.1 (its public specification). The methods are those of Carousel.
/// </summary>
/// <param name="sessions">Reads bodies.</param>
/// <param name="doorkeeper">Identifies and counts callers.</param>
/// <param name="root">The folder of data of models of several variables; null if the server has no such folder.</param>
internal sealed class DetectionRequests(SessionRequests sessions, Doorkeeper doorkeeper, string? root) : IDisposable
{
    /// <summary>The beginning of all paths.</summary>
    public const string Path = "/anomalydetector/";

    private const string KeyHeader = "Ocp-Apim-Subscription-Key";

    // Points that count as one step of a key's limit.
    private const int PointsPerStep = 100;

    private readonly ModelRequests _models = new(sessions, doorkeeper, root);
    private readonly SemaphoreSlim _search = new(1);
    private readonly SemaphoreSlim _room = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Its path.</param>
    public async Task AnswerAsync(HttpContext context, string path)
    {
        try
        {
            IHeaderDictionary headers = context.Request.Headers;
            if (headers[KeyHeader] is [{ } key])
            {
                headers.Authorization = $"Bearer {key}";
            }

            Caller caller = doorkeeper.Admit(context);
            (int status, Func<object?> work) = path[Path.Length..].Split('/', 2) is not ["v1.0" or "v1.1", var rest]
                ? throw Refusals.NoPath(path)
                : rest.StartsWith(ModelRequests.Start, StringComparison.Ordinal)
                ? await _models.BeginAsync(context, caller, rest[ModelRequests.Start.Length..]).ConfigureAwait(false)
                : (200, await BeginAsync(context, caller, rest).ConfigureAwait(false));
            CancellationToken left = context.RequestAborted;

            if (context.Request.Method is "GET" or "DELETE")
            {
                Write(context, status, work());
                return;
            }

            // Not on the thread that reads requests, and not more at once than half of the processors; searches with a
            // model one by one.
            SemaphoreSlim room = path.Contains(ModelRequests.Start, StringComparison.Ordinal) ? _search : _room;
            await room.WaitAsync(left).ConfigureAwait(false);
            try
            {
                Write(context, status, await Task.Run(work, left).ConfigureAwait(false));
            }
            finally
            {
                room.Release();
            }
        }
        catch (Exception exception) when (exception is RequestException or DataFormatException or ModelFileException
            or IOException or UnauthorizedAccessException)
        {
            DetectionError told = DetectionModels.ErrorOf(exception);
            RequestException refused = exception as RequestException
                ?? DetectionFields.Wrong(told.Code, told.Message);
            string code = refused.Code ?? ((HttpStatusCode)refused.Status).ToString();
            context.Response.Headers["x-ms-error-code"] = code;
            context.Response.Headers.RetryAfter = refused.Status == 429 ? $"{refused.RetrySeconds}" : null;
            Write(context, refused.Status, new DetectionError(code, refused.Message));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _models.Dispose();
        _room.Dispose();
        _search.Dispose();
    }

    private async Task<Func<object?>> BeginAsync(HttpContext context, Caller caller, string rest)
    {
        Func<SeriesRequest, object> search = rest switch
        {
            "timeseries/entire/detect" => SeriesAnswers.OfAll,
            "timeseries/last/detect" => SeriesAnswers.OfLast,
            "timeseries/changepoint/detect" => SeriesAnswers.OfChanges,
            _ => throw Refusals.NoPath(context.Request.Path.Value!),
        };
        Refusals.RequireMethod(context, "POST");
        SeriesBody body = await DetectionFields.ReadAsync(sessions, context, DetectionJson.Default.SeriesBody)
            .ConfigureAwait(false);
        var request = SeriesRequest.Of(body, search == SeriesAnswers.OfChanges);
        doorkeeper.Count(caller, 1 + (request.Rows.Length / PointsPerStep));
        return () => search(request);
    }

    private static void Write(HttpContext context, int status, object? answer)
    {
        context.Response.StatusCode = status;
        if (answer is not null)
        {
            RequestBody.WriteJson(
                context, status, JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), DetectionJson.Default));
        }
    }
}
