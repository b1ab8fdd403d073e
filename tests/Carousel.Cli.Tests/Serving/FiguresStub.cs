using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Carousel.Cli.Tests.Serving;

/// <summary>Answers <c>GET /metrics.json</c> with figures that a test sets, and anything else with 404.</summary>
internal sealed class FiguresStub : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FiguresStub(WebApplication application) => _application = application;

    /// <summary>What it answers: a status and a body.</summary>
    public (int Status, string Body) Answer { get; set; } = (200, "{}");

    /// <summary>The keys that came with the requests; null for none.</summary>
    public ConcurrentQueue<string?> Keys { get; } = new();

    public string Address => _application.Urls.Single();

    public static async Task<FiguresStub> StartAsync(string body)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var stub = new FiguresStub(builder.Build()) { Answer = (200, body) };
        stub._application.Run(async context =>
        {
            stub.Keys.Enqueue(context.Request.Headers.Authorization);
            context.Response.StatusCode = context.Request.Path == "/metrics.json" ? stub.Answer.Status : 404;
            await context.Response.WriteAsync(stub.Answer.Body);
        });
        await stub._application.StartAsync(TestContext.Current.CancellationToken);
        return stub;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
