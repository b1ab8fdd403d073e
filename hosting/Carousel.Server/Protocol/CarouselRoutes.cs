using Carousel.Cluster.Stores;
using Carousel.Server.Doors;
using Carousel.Server.Engine;
using Carousel.Server.Storage;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>From paths to what answers them. Written out, because a step's request costs less than its routing by
/// tables would.</summary>
/// <param name="sessions">Answers what is asked of sessions.</param>
/// <param name="cards">Answers what is asked of models.</param>
/// <param name="sockets">Answers WebSockets.</param>
/// <param name="events">Answers listeners to events.</param>
/// <param name="inference">Answers the Open Inference Protocol.</param>
/// <param name="forecasts">Answers requests for forecasts without a model.</param>
/// <param name="detection">Answers clients of Azure Anomaly Detector.</param>
/// <param name="document">Says what paths there are.</param>
/// <param name="health">Says whether the server is well.</param>
/// <param name="doorkeeper">Says who asks.</param>
internal sealed class CarouselRoutes(
    SessionRequests sessions, ModelCards cards, StepSockets sockets, SessionEvents events, InferRequests inference,
    ForecastRequests forecasts, DetectionRequests detection, ApiDocument document, HealthRequests health,
    Doorkeeper doorkeeper)
{
    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <returns>False where the path is not one of the server's.</returns>
    public async ValueTask<bool> TryAnswerAsync(HttpContext context)
    {
        try
        {
            string path = context.Request.Path.Value ?? "";
            bool isOwn = path.StartsWith("/v1/", StringComparison.Ordinal)
                || path.StartsWith("/v2/", StringComparison.Ordinal)
                || path.StartsWith(DetectionRequests.Path, StringComparison.Ordinal);
            if (isOwn && doorkeeper.TryAnswerPreflight(context))
            {
                return true;
            }

            if (path.StartsWith("/v1/", StringComparison.Ordinal))
            {
                await AnswerAsync(context, path).ConfigureAwait(false);
                return true;
            }

            if (path == "/v2" || path.StartsWith("/v2/", StringComparison.Ordinal))
            {
                await inference.AnswerAsync(context, path).ConfigureAwait(false);
                return true;
            }

            if (isOwn)
            {
                await detection.AnswerAsync(context, path).ConfigureAwait(false);
                return true;
            }

            return health.TryAnswer(context, path)
                || document.TryAnswer(context, path)
                || cards.TryAnswer(context, path);
        }
        catch (RequestException exception)
        {
            RequestBody.WriteError(
                context, exception.Status, exception.Message, exception.Next, exception.RetrySeconds,
                exception.MayRetry);
        }
        catch (BadHttpRequestException exception)
        {
            RequestBody.WriteError(context, exception.StatusCode, "The request is damaged, over 32 MiB or too slow.");
        }
        catch (StoreException exception)
        {
            RequestBody.WriteError(context, 503, exception.Message);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The caller has left.
            context.Abort();
        }

        return true;
    }

    private Task AnswerAsync(HttpContext context, string path)
    {
        Caller caller = doorkeeper.Admit(context);
        const string OfSessions = "/v1/sessions/", OfModels = "/v1/models";
        if (path.StartsWith(OfSessions, StringComparison.Ordinal))
        {
            ReadOnlySpan<char> rest = path.AsSpan(OfSessions.Length);
            int slash = rest.IndexOf('/');
            ReadOnlySpan<char> id = slash < 0 ? rest : rest[..slash];
            return SessionId.TryParse(id, out UInt128 session)
                ? AnswerAsync(context, caller, session, slash < 0 ? "" : rest[(slash + 1)..])
                : throw new RequestException(404, FaultText.Sentence(StepFault.NoSession));
        }

        if (path.StartsWith(OfModels, StringComparison.Ordinal))
        {
            string[] parts = path[OfModels.Length..].Split('/');
            return (parts, context.Request.Method) switch
            {
                ([""], "GET") => cards.ListAsync(context, caller),
                (["", { Length: > 0 } name], "GET") => cards.CardAsync(context, caller, name),
                (["", var name, "sessions"], "POST") =>
                    sessions.CreateAsync(context, doorkeeper.Require(caller, name), name),
                (["", var name, "steps"], "POST") =>
                    sessions.StepTogetherAsync(context, doorkeeper.Require(caller, name), name),
                (["", var name, "steps"], "GET") =>
                    sockets.StepTogetherAsync(context, doorkeeper.Require(caller, name), name),
                ([""] or ["", _], _) => throw Refusals.NoMethod(context, "GET"),
                (["", _, "sessions"], _) => throw Refusals.NoMethod(context, "POST"),
                (["", _, "steps"], _) => throw Refusals.NoMethod(context, "GET, POST"),
                _ => throw Refusals.NoPath(path),
            };
        }

        return path != "/v1/forecast" ? throw Refusals.NoPath(path)
            : context.Request.Method == "POST" ? forecasts.AnswerAsync(context, caller)
            : throw Refusals.NoMethod(context, "POST");
    }

    private Task AnswerAsync(HttpContext context, Caller caller, UInt128 session, ReadOnlySpan<char> rest)
    {
        string method = context.Request.Method;
        switch (rest)
        {
            case "steps":
                return method switch
                {
                    "POST" => sessions.StepAsync(context, caller, session),
                    "GET" when context.WebSockets.IsWebSocketRequest => sockets.StepAsync(context, caller, session),
                    "GET" => sessions.AnswersAsync(context, caller, session),
                    _ => throw Refusals.NoMethod(context, "GET, POST"),
                };
            case "":
                return method switch
                {
                    "GET" => sessions.LookAsync(context, caller, session),
                    "DELETE" => sessions.CloseAsync(context, caller, session),
                    _ => throw Refusals.NoMethod(context, "GET, DELETE"),
                };
            case "fork":
                return method == "POST"
                    ? sessions.ForkAsync(context, caller, session)
                    : throw Refusals.NoMethod(context, "POST");
            case "state":
                return method switch
                {
                    "GET" => sessions.SaveAsync(context, caller, session),
                    "PUT" => sessions.RestoreAsync(context, caller, session),
                    _ => throw Refusals.NoMethod(context, "GET, PUT"),
                };
            case "events":
                return method == "GET"
                    ? events.ListenAsync(context, caller, session)
                    : throw Refusals.NoMethod(context, "GET");
            default:
                throw Refusals.NoPath(context.Request.Path.Value ?? "");
        }
    }
}
