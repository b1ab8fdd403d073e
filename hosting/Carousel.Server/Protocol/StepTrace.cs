using System.Diagnostics;
using Carousel.Server.Engine;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>An activity for each request of steps over HTTP, if there is a listener.</summary>
/// <remarks>Sessions are not named: who knows an id may step the session.</remarks>
internal static class StepTrace
{
    /// <summary>The name under which a listener finds the activities.</summary>
    public const string Name = "Carousel.Server";

    private static readonly ActivitySource _source = new(Name);

    /// <summary>A request begins.</summary>
    /// <param name="context">The request; its header <c>traceparent</c> says what it is a part of.</param>
    /// <returns>Its activity; null without a listener.</returns>
    public static Activity? Begin(HttpContext context)
    {
        if (!_source.HasListeners())
        {
            return null;
        }

        ActivityContext parent = Activity.Current?.Context ?? default;
        if (parent == default)
        {
            _ = ActivityContext.TryParse(
                context.Request.Headers.TraceParent, context.Request.Headers.TraceState, isRemote: true, out parent);
        }

        return _source.StartActivity("carousel.steps", ActivityKind.Server, parent);
    }

    /// <summary>What came of it.</summary>
    /// <param name="activity">The activity, or null.</param>
    /// <param name="call">The steps.</param>
    public static void Tell(Activity? activity, StepCall call)
    {
        if (activity is not { IsAllDataRequested: true })
        {
            return;
        }

        int refused = call.Items - call.Outcomes.Count(StepFault.None);
        activity.SetTag("carousel.model", call.Model).SetTag("carousel.sessions", call.Items)
            .SetTag("carousel.rows", call.Rows).SetTag("carousel.refused", refused);
        if (refused == call.Items)
        {
            activity.SetStatus(ActivityStatusCode.Error, call.Faults[0].ToString());
        }
    }
}
