using Carousel.Studio.Doors;
using Carousel.Studio.Messages;
using Carousel.Studio.Works;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Protocol;

/// <summary>Files that works wrote.</summary>
internal static class WorkFiles
{
    /// <summary>Shows the report: a page with its separate policy, which allows only the script of the page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="RefusalException">The work has no report.</exception>
    public static Task ReportAsync(HttpContext context, Work work)
    {
        if (!File.Exists(work.Folder.Report))
        {
            throw new RefusalException(404, "The report does not exist yet.");
        }

        context.Response.Headers.ContentSecurityPolicy = StudioDoor.FramePolicy;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.SendFileAsync(work.Folder.Report, context.RequestAborted);
    }

    /// <summary>Gives a file to be saved.</summary>
    /// <param name="context">The request.</param>
    /// <param name="work">The work.</param>
    /// <param name="name">The file's name.</param>
    /// <exception cref="RefusalException">The file does not exist.</exception>
    public static async Task FileAsync(HttpContext context, Work work, string name)
    {
        string file = work.Folder.Find(name) ?? throw new RefusalException(404, "This file does not exist.");
        await StudioAnswers.SaveAsync(
            context, name, await File.ReadAllBytesAsync(file, context.RequestAborted).ConfigureAwait(false))
            .ConfigureAwait(false);
    }
}
