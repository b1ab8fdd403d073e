using Carousel.Studio.Messages;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Protocol;

/// <summary>From paths to what answers them.</summary>
/// <param name="sessions">Gives tabs what they identify themselves with.</param>
/// <param name="desk">Answers what is asked of the studio itself.</param>
/// <param name="data">Answers what is asked of data.</param>
/// <param name="runs">Answers what is asked of runs.</param>
/// <param name="uses">Answers what is asked of models.</param>
/// <param name="tasks">Answers what is asked of tasks.</param>
/// <param name="events">Sends events.</param>
internal sealed class StudioRoutes(
    SessionRequests sessions, StudioDesk desk, DataRequests data, RunRequests runs, UseRequests uses,
    TaskRequests tasks, EventStream events)
{
    /// <summary>What all paths begin with.</summary>
    public const string Prefix = "/studio/v1/";

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request; its path begins with <see cref="Prefix"/>.</param>
    /// <exception cref="RefusalException">It can't be answered.</exception>
    public Task AnswerAsync(HttpContext context)
    {
        string[] parts = context.Request.Path.Value![Prefix.Length..].Split('/');
        return parts switch
        {
            ["session"] => On(context, ("POST", sessions.EnterAsync)),
            ["tickets"] => On(context, ("POST", sessions.TicketAsync)),
            ["about"] => On(context, ("GET", desk.AboutAsync)),
            ["jobs"] => On(context, ("GET", desk.JobsAsync)),
            ["jobs", var job] => On(context, ("GET", c => desk.JobAsync(c, job))),
            ["samples"] => On(context, ("GET", StudioDesk.SamplesAsync)),
            ["data", .. var rest] => Data(context, rest),
            ["checks"] => On(context, ("POST", runs.CheckAsync)),
            ["comparison"] => On(context, ("GET", runs.CompareAsync)),
            ["runs", .. var rest] => Runs(context, rest),
            ["tasks", .. var rest] => Tasks(context, rest),
            _ => throw NoPath(),
        };
    }

    private Task Data(HttpContext context, string[] rest) => rest switch
    {
        [] => On(context, ("GET", data.ListAsync), ("POST", data.CreateAsync)),
        [var id] => On(context, ("GET", c => data.LookAsync(c, id)), ("DELETE", c => data.RemoveAsync(c, id))),
        [var id, "files"] => On(context, ("PUT", c => data.AddFileAsync(c, id))),
        [var id, "chosen"] => On(context, ("PUT", c => data.ChooseAsync(c, id))),
        [var id, "read"] => On(context, ("POST", c => data.ReadAsync(c, id))),
        [var id, "rows"] => On(context, ("GET", c => data.RowsAsync(c, id))),
        [var id, "picture"] => On(context, ("GET", c => data.PictureAsync(c, id))),
        [var id, "plot"] => On(context, ("GET", c => data.PlotAsync(c, id))),
        _ => throw NoPath(),
    };

    private Task Runs(HttpContext context, string[] rest) => rest switch
    {
        [] => On(context, ("GET", runs.ListAsync), ("POST", runs.CreateAsync)),
        [var id] => On(
            context, ("GET", c => runs.LookAsync(c, id)), ("PATCH", c => runs.ChangeAsync(c, id)),
            ("DELETE", c => runs.RemoveAsync(c, id))),
        [var id, "stop"] => On(context, ("POST", c => runs.StopAsync(c, id))),
        [var id, "resume"] => On(context, ("POST", c => runs.ResumeAsync(c, id))),
        [var id, "events"] => On(context, ("GET", c => events.TellAsync(c, runs.Find(id)))),
        [var id, "report.html"] => On(context, ("GET", c => WorkFiles.ReportAsync(c, runs.Find(id)))),
        [var id, "files", var name] => On(context, ("GET", c => WorkFiles.FileAsync(c, runs.Find(id), name))),
        [var id, "predictions"] => On(context, ("POST", c => uses.PredictAsync(c, id))),
        [var id, "forecast"] => On(
            context, ("GET", c => uses.ForecastAsync(c, id)), ("POST", c => uses.ChangeForecastAsync(c, id))),
        [var id, "continuation"] => On(context, ("POST", c => uses.ContinueAsync(c, id))),
        [var id, "export", var form] => On(context, ("GET", c => uses.ExportAsync(c, id, form))),
        [var id, "service"] => On(
            context, ("PUT", c => uses.ServiceAsync(c, id)), ("GET", c => uses.ServiceAsync(c, id)),
            ("DELETE", c => uses.ServiceAsync(c, id))),
        _ => throw NoPath(),
    };

    private Task Tasks(HttpContext context, string[] rest) => rest switch
    {
        [] => On(context, ("GET", tasks.ListAsync), ("POST", tasks.CreateAsync)),
        [var id] => On(context, ("GET", c => tasks.LookAsync(c, id)), ("DELETE", c => tasks.RemoveAsync(c, id))),
        [var id, "stop"] => On(context, ("POST", c => tasks.StopAsync(c, id))),
        [var id, "events"] => On(context, ("GET", c => events.TellAsync(c, tasks.Find(id)))),
        [var id, "report.html"] => On(context, ("GET", c => WorkFiles.ReportAsync(c, tasks.Find(id)))),
        [var id, "files", var name] => On(context, ("GET", c => WorkFiles.FileAsync(c, tasks.Find(id), name))),
        _ => throw NoPath(),
    };

    private static Task On(
        HttpContext context, params ReadOnlySpan<(string Method, Func<HttpContext, Task> Answer)> methods)
    {
        foreach ((string method, Func<HttpContext, Task> answer) in methods)
        {
            if (context.Request.Method == method)
            {
                return answer(context);
            }
        }

        string allowed = string.Join(", ", methods.ToArray().Select(m => m.Method));
        context.Response.Headers.Allow = allowed;
        throw new RefusalException(405, $"This path answers {allowed}.");
    }

    private static RefusalException NoPath() => new(404, "There is nothing here; see /studio/openapi.json.");
}
