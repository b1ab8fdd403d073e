// A shop that forecasts its sales: trains a model, serves it, and starts a web API that asks it. With the dashboard:
// dotnet run --project examples/AspireShop/AppHost
using Carousel.Aspire.Hosting;

IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder(args);

// In a clone the command is the one that was built with this program.
string built = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar),
    command = Path.Combine(built, "..", "..", "Carousel.Cli", Path.GetFileName(built),
        OperatingSystem.IsWindows() ? "Carousel.Cli.exe" : "Carousel.Cli"),
    models = Path.Combine(built, "models");

#region resources
IResourceBuilder<ExecutableResource> training = builder.AddExecutable(
    "training", command, "..", "forecast", "sales.csv", "--horizon", "7", "--methods", "network", "--epochs", "3",
    "--ensemble", "1", "--hidden", "8", "--out", Path.Combine(models, "demand"));
IResourceBuilder<CarouselResource> server = builder.AddCarousel("models", folder: models)
    .WithCommand(command)                               // without this line: the installed command carousel
    .WaitForCompletion(training);
builder.AddProject<Projects.AspireShop_Api>("shop")
    .WithReference(server).WaitFor(server)              // ConnectionStrings:models
    .WithHttpHealthCheck("/health");
await builder.Build().RunAsync();
#endregion
