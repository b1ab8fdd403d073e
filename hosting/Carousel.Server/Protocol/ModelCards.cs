using System.Text.Json;
using Carousel.Networks;
using Carousel.Report;
using Carousel.Server.Doors;
using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>What the server says of its models and of itself.</summary>
/// <param name="models">The models that are served.</param>
/// <param name="engine">Has the sessions.</param>
/// <param name="doorkeeper">Says who may see what.</param>
internal sealed class ModelCards(ModelCatalogue models, ISessionEngine engine, Doorkeeper doorkeeper)
{
    private readonly ServerFigures _figures = new(models, engine);

    /// <summary>Answers paths outside of <c>/v1</c>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Its path.</param>
    /// <returns>False where the path is not one of the server's.</returns>
    public bool TryAnswer(HttpContext context, string path)
    {
        if (path != "/metrics.json")
        {
            return false;
        }

        Doorkeeper.RequireAdministrator(doorkeeper.Admit(context));
        Refusals.RequireMethod(context, "GET");

        RequestBody.WriteObject(context, _figures.Write);
        return true;
    }

    /// <summary>The models that are served.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    public Task ListAsync(HttpContext context, Caller caller)
    {
        RequestBody.WriteObject(context, json => json.Objects(
            "models",
            models.Current.Values.Where(m => doorkeeper.MayUse(caller, m.Name))
                .OrderBy(m => m.Name, StringComparer.Ordinal),
            model => WriteHead(json, model)));
        return Task.CompletedTask;
    }

    /// <summary>The card of a model.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="name">The model.</param>
    public Task CardAsync(HttpContext context, Caller caller, string name)
    {
        doorkeeper.Require(caller, name);
        if (!models.Current.TryGetValue(name, out ServedModel? model))
        {
            throw new RequestException(404, $"There is no model '{name}'; see GET /v1/models.");
        }

        RequestBody.WriteObject(context, json =>
        {
            WriteHead(json, model);
            json.WriteNumber("parameters", model.Model.Summary.Parameters);
            json.WriteNumber("sessions", engine.SessionsOf(model.Number));
            if (model.Network is { } network)
            {
                NetworkDesign design = network.Design;
                json.WriteStartObject("input");
                json.WriteNumber("width", model.InputSize);
                json.WriteNumber("symbols", model.Symbols);
                json.Texts("columns", design.InputColumns());
                json.WriteEndObject();
                json.WriteStartObject("output");
                json.WriteNumber("width", model.OutputSize);
                json.Texts("columns", design.OutputColumns());
                json.WriteEndObject();
            }
            else
            {
                json.WriteStartObject("input");
                json.WriteString("row", model.Stepping!.Row);
                json.WriteEndObject();
                json.WriteStartObject("output");
                json.WriteString("answer", model.Stepping!.Answer);
                json.WriteEndObject();
            }

            json.WritePropertyName("metrics");
            json.WriteRawValue(model.Training);
            json.WritePropertyName("data");
            json.WriteRawValue(model.Data);
        });
        return Task.CompletedTask;
    }

    private static void WriteHead(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteString("name", model.Name);
        json.WriteString("version", model.Sha256);
        json.WriteString("task", model.Model.Task);
    }
}
