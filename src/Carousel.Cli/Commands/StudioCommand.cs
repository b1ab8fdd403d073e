using System.CommandLine;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Cluster.Stores;
using Carousel.Jobs;
using Carousel.Studio;
using Carousel.Studio.Hosting;
using Carousel.Studio.Messages;
using Microsoft.AspNetCore.Connections;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel studio</c>: a page on the own machine, from a file to a trained, served, exported
/// model.</summary>
internal sealed class StudioCommand : VerbCommand, ICommandLine
{
    private const int DefaultPort = 8090, MostPort = 65_535;

    private readonly Option<string?> _folder = OptionKinds.Text(
        "--folder", "DIR",
        "Where data, runs and models are kept. Default: carousel/studio in the folder of the user's application data.");

    private readonly Option<int?> _port = OptionKinds.Whole(
        "--port", "The port on this machine, 0 for a free one. Default 8090, or a free one where that is in use.");

    private readonly Option<bool> _noOpen = OptionKinds.Switch(
        "--no-open", "Do not open the page in the browser; the link is printed either way.");

    private readonly Lazy<IReadOnlyList<JobCommand>> _jobs =
        new(() => [.. VerbCatalogue.MakeAll().OfType<JobCommand>()]);

    /// <inheritdoc/>
    public override string Name => "studio";

    /// <inheritdoc/>
    public override string Summary => "Open a page on this machine: from a file to a trained model, without typing.";

    /// <inheritdoc/>
    public override string Example => "carousel studio";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [new("Studio", [_folder, _port, _noOpen]), Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new(null);

    /// <inheritdoc/>
    string ICommandLine.Version =>
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0] ?? "0";

    /// <inheritdoc/>
    IReadOnlyList<JobWords> ICommandLine.Jobs =>
        [.. _jobs.Value.Select(job => new JobWords(job.Name, job.Summary, job.Arguments[0].Description ?? ""))];

    /// <inheritdoc/>
    JsonObject ICommandLine.SchemaOf(string job) => _jobs.Value.First(one => one.Name == job).Schema;

    /// <inheritdoc/>
    ProcessStartInfo ICommandLine.Start(IReadOnlyList<string> arguments, string? model)
    {
        ProcessStartInfo start = OwnProgram.With([.. arguments]);
        start.Environment[CommandLineText.ModelVariable] = model;
        return start;
    }

    /// <inheritdoc/>
    string ICommandLine.TextOf(IReadOnlyList<string> arguments) =>
        string.Join(' ', arguments.Select(CommandLineText.Quote).Prepend("carousel"));

    /// <inheritdoc/>
    string ICommandLine.OutputOf(string data) => OutputFolder.DefaultFor(data);

    /// <inheritdoc/>
    IJobModel ICommandLine.Load(string file) => KnownModels.Load(file, threads: 1);

    /// <inheritdoc/>
    string? ICommandLine.SentenceOf(Exception exception) =>
        Failure.From(exception) is { ExitCode: ExitCode.WrongUsageOrData } failure ? failure.Sentence : null;

    /// <inheritdoc/>
    public override async Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        int? asked = result.GetValue(_port);
        if (asked is < 0 or > MostPort)
        {
            throw new UsageException($"--port must be 0…{MostPort}, but is {asked}.");
        }

        var options = new StudioOptions(result.GetValue(_folder) ?? StudioOptions.DefaultFolder, asked ?? DefaultPort);
        bool isQuiet = Run.Quiet(result), opens = !result.GetValue(_noOpen);
        try
        {
            try
            {
                await StudioHost.RunAsync(this, options, Listening, Tell, cancellation).ConfigureAwait(false);
            }
            catch (IOException exception) when (asked is null && exception.InnerException is AddressInUseException)
            {
                await StudioHost.RunAsync(this, options with { Port = 0 }, Listening, Tell, cancellation)
                    .ConfigureAwait(false);
            }

            return ExitCode.Done;
        }
        catch (StoreException exception)
        {
            throw new UsageException(exception.Message);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new UsageException($"Port {asked} is in use: name another one with --port, or 0 for a free one.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"The folder {options.Folder} can't be used: {exception.Message.TrimEnd('.')}. Name another with "
                + "--folder.");
        }

        void Listening(string link, string opening)
        {
            terminal.Out.WriteLine($"studio at {link}");
            terminal.Out.Flush();
            if (opens)
            {
                Open(opening);
            }
        }

        void Tell(string sentence)
        {
            if (!isQuiet)
            {
                terminal.Error.WriteLine(sentence.ReplaceLineEndings("\n  "));
            }
        }
    }

    // Where there is no browser the link that was printed has to do.
    private static void Open(string link)
    {
        try
        {
            using Process? process = OperatingSystem.IsWindows()
                ? Process.Start(new ProcessStartInfo(link) { UseShellExecute = true })
                : Process.Start(
                    new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [link])
                    {
                        RedirectStandardOutput = true,
                        RedirectStandardError = true,
                    });
        }
        catch (System.ComponentModel.Win32Exception)
        {
        }
    }
}
