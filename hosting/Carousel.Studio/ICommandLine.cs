using System.Diagnostics;
using System.Text.Json.Nodes;
using Carousel.Jobs;
using Carousel.Studio.Messages;

namespace Carousel.Studio;

/// <summary>
/// What the studio has of the command line: its words, its sentences, and itself as a process. Everything that a run
/// does, the command does, so that a model of the studio is that of the command, byte for byte.
/// </summary>
internal interface ICommandLine
{
    /// <summary>The version of the program.</summary>
    string Version { get; }

    /// <summary>The jobs, in the order of the help.</summary>
    IReadOnlyList<JobWords> Jobs { get; }

    /// <summary>The options of a job as a JSON schema.</summary>
    /// <param name="job">The job's name, one of <see cref="Jobs"/>.</param>
    JsonObject SchemaOf(string job);

    /// <summary>How the command is started as a process.</summary>
    /// <param name="arguments">What would be typed after <c>carousel</c>.</param>
    /// <param name="model">The name in the report of a model that is stored in a folder of this program; null to use
    /// the typed one.</param>
    /// <returns>With its streams redirected.</returns>
    ProcessStartInfo Start(IReadOnlyList<string> arguments, string? model = null);

    /// <summary>The command line as a person would type it.</summary>
    /// <param name="arguments">What stands after <c>carousel</c>.</param>
    string TextOf(IReadOnlyList<string> arguments);

    /// <summary>The folder of a run's results where none is named.</summary>
    /// <param name="data">The data, as the command names them.</param>
    string OutputOf(string data);

    /// <summary>Loads a model of any job.</summary>
    /// <param name="file">Its file.</param>
    IJobModel Load(string file);

    /// <summary>What the command would say to an exception.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The sentence; null for a fault of the program.</returns>
    string? SentenceOf(Exception exception);
}
