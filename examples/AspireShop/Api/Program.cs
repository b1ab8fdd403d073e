// The web API of the shop: asks the server of the models for the sales of the next seven days.
using System.Text.Json.Nodes;
using Carousel.Client;
using OpenTelemetry.Trace;

#region api
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddCarouselClient("models");                    // ConnectionStrings:models, with a health check
builder.Services.AddOpenTelemetry().WithTracing(
    traces => traces.AddSource("Microsoft.AspNetCore", "System.Net.Http").AddOtlpExporter());
WebApplication app = builder.Build();
app.MapHealthChecks("/health");
app.MapGet("/forecast", async (CarouselClient models, CancellationToken cancellation) =>
{
    CarouselSession session = await models.CreateSessionAsync("demand", cancellation: cancellation);
    string[] sales = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "sales.csv"), cancellation);
    JsonNode[] answers = await session.StepJsonAsync([.. sales.Select(row => JsonValue.Create(row))], cancellation);
    return answers[^1]["forecast"]!["sales"];
});
await app.RunAsync();
#endregion
