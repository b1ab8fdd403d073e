// Sessions of a network behind HTTP inside a host of ASP.NET Core, and a client that steps them.
using Carousel;
using Carousel.Autograd;
using Carousel.Client;
using Carousel.Layers;

string folder = Directory.CreateTempSubdirectory("carousel-serving-").FullName;
using (var backend = new CpuBackend(threads: 1))
{
    var network = new Stack(new Lstm(2, 8), new Dense(8, 1));
    network.Build(backend, seed: 1);
    network.Save(Path.Combine(folder, "demand.safetensors"));
}

#region host
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.ClearProviders();
builder.Services.AddCarouselServer(options =>
{
    options.Models = folder;                          // demand.safetensors is served as "demand"
    options.Store = Path.Combine(folder, "sessions.db");
});
await using WebApplication app = builder.Build();
app.UseWebSockets();
app.UseCarouselServer();                              // answers /v1/… and /v2/…; the rest is yours
app.MapGet("/hello", () => "Good day.");
await app.StartAsync();
#endregion
var address = new Uri(app.Urls.First());

#region client
using var client = new CarouselClient(address);
CarouselSession session = await client.CreateSessionAsync("demand");
float[] answer = await session.StepAsync(new[] { 0.3f, 0.1f });
float[][] answers = await session.StepAsync([[0.4f, 0.1f], [0.5f, 0.2f]]);

CarouselSession fork = await session.ForkAsync();     // what if it went on otherwise?
float[] imagined = await fork.StepAsync(new[] { 0f, 0f });

// One step of many sessions at once; over a stream several such frames are under way.
IReadOnlyList<CarouselSession> many = await client.CreateSessionsAsync("demand", count: 100);
IReadOnlyList<StepOutcome> outcomes;
await using (CarouselStream stream = client.OpenStream("demand"))
{
    outcomes = await stream.StepAsync(many, new float[100 * 2]);
}

// A forecast without a model: 24 steps ahead of a series, eleven quantiles each.
float[] history = [.. Enumerable.Range(0, 200).Select(t => 10 + MathF.Sin(t / 4f))];
CarouselForecasts ahead = await client.ForecastAsync([history], horizon: 24);
#endregion

Console.WriteLine($"{answer.Length + answers.Length} answers, next step {session.Next}; a fork at {fork.Next}.");
int stepped = outcomes.Count(o => o.IsDone);
Console.WriteLine($"{stepped} of {many.Count} sessions stepped together; {imagined.Length} imagined.");
Console.WriteLine($"A forecast of {ahead.Quantiles[0].Length} steps with {ahead.Levels.Count} quantiles each.");
await app.StopAsync();
await app.DisposeAsync();
Directory.Delete(folder, recursive: true);
